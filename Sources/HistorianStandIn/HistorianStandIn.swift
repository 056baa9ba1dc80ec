import Simulate
