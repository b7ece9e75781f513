//! Forms: the inputs of the query protocol and of EC2's kind of it.

mod read;
mod write;

pub(crate) use read::{Form, FormError};
pub(crate) use write::Writer;

use callboard_model::shape::{Member, Shape};

/// The two ways of naming parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `Tags.member.1.Key`.
    Query,
    /// `Tag.1.Key`: lists are always flat, names begin with a capital.
    Ec2,
}

impl Dialect {
    /// The name of a member in a form.
    fn name(self, member: &Member) -> String {
        match self {
            Self::Query => member.wire_name().to_owned(),
            Self::Ec2 => match (member.traits.query_name, member.location_name) {
                (Some(name), _) => name.to_owned(),
                (None, Some(name)) => capitalised(name),
                (None, None) => member.name.to_owned(),
            },
        }
    }

    fn is_flat(self, member: &Member, shape: &Shape) -> bool {
        self == Self::Ec2 || member.traits.flattened || shape.traits.flattened
    }
}

fn capitalised(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|it| it.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}
