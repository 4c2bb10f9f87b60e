"""What programs speak to: the EPCIS 2.0 interfaces, and the log (C2SP tlog-tiles)."""
