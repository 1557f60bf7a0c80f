"""Language models behind the practice partner: on this machine or wherever the user says."""
