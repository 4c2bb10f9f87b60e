"""What can be computed: values in, values out."""
