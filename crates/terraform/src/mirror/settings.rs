//! The configuration of Terraform's command line: where providers are looked for.
//!
//! The one that a user has is kept, but for this: the mirror goes first, and all other ways leave its providers out.

use std::path::Path;

use hcl::{Attribute, Block, Body, Expression};

use crate::kind::ProviderKind;
use crate::serve::REGISTRIES;

/// The block that says how providers are installed.
const INSTALLATION: &str = "provider_installation";

/// A configuration with the mirror in it; the same one again where it is in it already. The error says what is wrong
/// with the configuration.
pub fn with_mirror(configuration: &str, mirror: &Path) -> Result<String, String> {
    let mut body = hcl::parse(configuration).map_err(|err| err.to_string())?;
    let is_installation = |it: &Block| it.identifier() == INSTALLATION;
    let path = mirror.display().to_string();
    if body.blocks().filter(|it| is_installation(it)).any(|it| has_mirror(it, &path)) {
        return Ok(configuration.to_owned());
    }
    match body.blocks_mut().find(|it| is_installation(it)) {
        None => {
            let direct = Block::builder("direct").add_attribute(("exclude", sources())).build();
            let installation = Block::builder(INSTALLATION).add_block(mirror_block(&path)).add_block(direct).build();
            let ours = write(&Body::from(vec![installation]))?;
            // What was there stays as it was written, with its comments.
            let gap = if configuration.is_empty() || configuration.ends_with("\n\n") { "" } else { "\n" };
            Ok(format!("{configuration}{gap}{ours}"))
        }
        Some(installation) => {
            let ways = std::mem::take(&mut installation.body);
            let mut kept = vec![mirror_block(&path).into()];
            for mut way in ways {
                if let Some(block) = way.as_block_mut() {
                    exclude(block);
                }
                kept.push(way);
            }
            installation.body = Body::from(kept);
            write(&body)
        }
    }
}

fn write(body: &Body) -> Result<String, String> {
    hcl::to_string(body).map_err(|err| err.to_string())
}

fn has_mirror(installation: &Block, path: &str) -> bool {
    let is_path = |it: &Attribute| it.key() == "path" && *it.expr() == Expression::from(path);
    installation.body().blocks().any(|it| it.identifier() == "filesystem_mirror" && it.body().attributes().any(is_path))
}

fn mirror_block(path: &str) -> Block {
    let path = ("path", Expression::from(path));
    Block::builder("filesystem_mirror").add_attribute(path).add_attribute(("include", sources())).build()
}

/// Leaves our providers out of another way to install some.
fn exclude(way: &mut Block) {
    let Some(list) = way.body.attributes_mut().find(|it| it.key() == "exclude") else {
        if way.identifier() != "dev_overrides" {
            way.body.0.push(Attribute::new("exclude", sources()).into());
        }
        return;
    };
    if let (Expression::Array(listed), Expression::Array(ours)) = (&mut list.expr, sources()) {
        listed.extend(ours);
    }
}

/// All our providers in all registries.
fn sources() -> Expression {
    let of = |registry: &str| ProviderKind::ALL.map(|kind| Expression::from(format!("{registry}/{}", kind.source())));
    Expression::Array(REGISTRIES.iter().flat_map(|it| of(it)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(configuration: &str, expect: Expect) {
        let mirror = Path::new("/data/mirror");
        let written = with_mirror(configuration, mirror);
        if let Ok(written) = &written {
            assert_eq!(with_mirror(written, mirror).as_ref(), Ok(written), "once is enough");
        }
        expect.assert_eq(&written.unwrap_or_else(|err| format!("error: {err}")));
    }

    #[test]
    fn a_configuration_is_kept_and_added_to() {
        check(
            "",
            expect![[r#"
            provider_installation {
              filesystem_mirror {
                path = "/data/mirror"
                include = [
                  "registry.terraform.io/hashicorp/aws",
                  "registry.terraform.io/hashicorp/awscc",
                  "registry.opentofu.org/hashicorp/aws",
                  "registry.opentofu.org/hashicorp/awscc"
                ]
              }

              direct {
                exclude = [
                  "registry.terraform.io/hashicorp/aws",
                  "registry.terraform.io/hashicorp/awscc",
                  "registry.opentofu.org/hashicorp/aws",
                  "registry.opentofu.org/hashicorp/awscc"
                ]
              }
            }
        "#]],
        );
        check(
            "# mine\nplugin_cache_dir = \"/cache\"\n",
            expect![[r##"
            # mine
            plugin_cache_dir = "/cache"

            provider_installation {
              filesystem_mirror {
                path = "/data/mirror"
                include = [
                  "registry.terraform.io/hashicorp/aws",
                  "registry.terraform.io/hashicorp/awscc",
                  "registry.opentofu.org/hashicorp/aws",
                  "registry.opentofu.org/hashicorp/awscc"
                ]
              }

              direct {
                exclude = [
                  "registry.terraform.io/hashicorp/aws",
                  "registry.terraform.io/hashicorp/awscc",
                  "registry.opentofu.org/hashicorp/aws",
                  "registry.opentofu.org/hashicorp/awscc"
                ]
              }
            }
        "##]],
        );
    }

    #[test]
    fn other_ways_to_install_leave_our_providers_out() {
        check(
            "provider_installation {\n  network_mirror {\n    url = \"https://example.com/\"\n  }\n  direct {\n    \
             exclude = [\"example.com/*/*\"]\n  }\n}\ndisable_checkpoint = true\n",
            expect![[r#"
                provider_installation {
                  filesystem_mirror {
                    path = "/data/mirror"
                    include = [
                      "registry.terraform.io/hashicorp/aws",
                      "registry.terraform.io/hashicorp/awscc",
                      "registry.opentofu.org/hashicorp/aws",
                      "registry.opentofu.org/hashicorp/awscc"
                    ]
                  }

                  network_mirror {
                    url = "https://example.com/"
                    exclude = [
                      "registry.terraform.io/hashicorp/aws",
                      "registry.terraform.io/hashicorp/awscc",
                      "registry.opentofu.org/hashicorp/aws",
                      "registry.opentofu.org/hashicorp/awscc"
                    ]
                  }

                  direct {
                    exclude = [
                      "example.com/*/*",
                      "registry.terraform.io/hashicorp/aws",
                      "registry.terraform.io/hashicorp/awscc",
                      "registry.opentofu.org/hashicorp/aws",
                      "registry.opentofu.org/hashicorp/awscc"
                    ]
                  }
                }

                disable_checkpoint = true
            "#]],
        );
    }

    #[test]
    fn what_cannot_be_read_is_not_touched() {
        assert!(with_mirror("provider_installation {", Path::new("/m")).is_err());
    }
}
