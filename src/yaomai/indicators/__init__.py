"""What is measured of the industry, in which editions was it published, and what follows from it? (INDICATOR)"""
