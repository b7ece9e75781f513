//! Serves resource types to Terraform and OpenTofu over the plugin protocol, versions 5 and 6.
