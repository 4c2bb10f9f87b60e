"""Every file received, byte for byte (SOURCE)."""
