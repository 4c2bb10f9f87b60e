"""What have others defined that we only follow? (pure Python: values in, values out)"""
