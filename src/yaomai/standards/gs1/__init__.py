"""How are things, places and parties identified under GS1 standards?"""
