print("accuracy")
