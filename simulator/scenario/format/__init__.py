"""What scenario and suite files may say."""
