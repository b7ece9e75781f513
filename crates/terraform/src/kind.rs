//! The providers that this program can be.

use crate::schema::ProtocolVersion;

/// One of the providers that this program can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProviderKind {
    /// `hashicorp/aws`.
    Aws,
    /// `hashicorp/awscc`.
    Awscc,
}

impl ProviderKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Aws, Self::Awscc];

    /// The name that its resource types begin with.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Awscc => "awscc",
        }
    }

    /// The name in a registry.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Aws => "hashicorp/aws",
            Self::Awscc => "hashicorp/awscc",
        }
    }

    /// The name of its program.
    pub const fn program(self) -> &'static str {
        match self {
            Self::Aws => "terraform-provider-aws",
            Self::Awscc => "terraform-provider-awscc",
        }
    }

    /// The version of the protocol that upstream speaks.
    pub const fn protocol(self) -> ProtocolVersion {
        match self {
            Self::Aws => ProtocolVersion::V5,
            Self::Awscc => ProtocolVersion::V6,
        }
    }

    /// The provider that a program of this name is; versions may follow the name.
    pub fn of_program(name: &str) -> Option<Self> {
        let is_called = |kind: &Self| match name.strip_prefix(kind.program()) {
            Some(rest) => rest.is_empty() || rest.starts_with(['_', '.', '-']),
            None => false,
        };
        Self::ALL.into_iter().find(is_called)
    }

    /// The provider of a name or of a source, in either registry.
    pub fn of_source(source: &str) -> Option<Self> {
        let source = source.to_ascii_lowercase();
        let in_registry = crate::serve::REGISTRIES.iter().find_map(|it| source.strip_prefix(it)?.strip_prefix('/'));
        let name = in_registry.unwrap_or(&source);
        Self::ALL.into_iter().find(|it| it.source() == name || (in_registry.is_none() && it.name() == name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_and_sources_are_recognized() {
        for (program, kind) in [
            ("terraform-provider-aws", Some(ProviderKind::Aws)),
            ("terraform-provider-aws_v6.25.0_x5", Some(ProviderKind::Aws)),
            ("terraform-provider-awscc_v1.97.0", Some(ProviderKind::Awscc)),
            ("terraform-provider-awsome", None),
            ("callboard", None),
        ] {
            assert_eq!(ProviderKind::of_program(program), kind, "{program}");
        }
        for (source, kind) in [
            ("aws", Some(ProviderKind::Aws)),
            ("Hashicorp/AWS", Some(ProviderKind::Aws)),
            ("registry.opentofu.org/hashicorp/awscc", Some(ProviderKind::Awscc)),
            ("registry.terraform.io/aws", None),
            ("example.com/hashicorp/aws", None),
            ("someone/aws", None),
        ] {
            assert_eq!(ProviderKind::of_source(source), kind, "{source}");
        }
    }
}
