"""What does a GS1 EPCIS 2.0 document say, and is it one?"""
