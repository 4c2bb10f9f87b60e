"""药脉 Yaomai: the open platform on which a province runs its medicine industry. See ARCHITECTURE.md."""
