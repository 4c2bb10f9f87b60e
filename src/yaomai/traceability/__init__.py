"""What happened to goods: EPCIS events, and the paths that follow from them."""
