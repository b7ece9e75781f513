//! Ids: what AWS's services call things that they name themselves.

use callboard_model::choices::Choices;

/// How many shapes an id may have where nothing is known of it.
pub(super) const SHAPES: usize = 9;

const LOWER_HEX: &str = "0123456789abcdef";
const LOWER: &str = "0123456789abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";
const MIXED: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Ids by the end of a property's name or by the type, in small letters without `id`: a prefix and its alphabet.
#[rustfmt::skip]
const PREFIXES: &[(&str, &str, &str, usize)] = &[
    ("allocation", "eipalloc-", LOWER_HEX, 17),
    ("attachment", "eni-attach-", LOWER_HEX, 17),
    ("capacityreservation", "cr-", LOWER_HEX, 17),
    ("carriergateway", "cagw-", LOWER_HEX, 17),
    ("clientvpnendpoint", "cvpn-endpoint-", LOWER_HEX, 17),
    ("customergateway", "cgw-", LOWER_HEX, 17),
    ("dbclusterresource", "cluster-", UPPER, 26),
    ("dbiresource", "db-", UPPER, 26),
    ("dhcpoptions", "dopt-", LOWER_HEX, 17),
    ("distribution", "E", UPPER, 13),
    ("egressonlyinternetgateway", "eigw-", LOWER_HEX, 17),
    ("filesystem", "fs-", LOWER_HEX, 17),
    ("accesspoint", "fsap-", LOWER_HEX, 17),
    ("flowlog", "fl-", LOWER_HEX, 17),
    ("host", "h-", LOWER_HEX, 17),
    ("hostedzone", "Z", UPPER, 20),
    ("image", "ami-", LOWER_HEX, 17),
    ("instance", "i-", LOWER_HEX, 17),
    ("internetgateway", "igw-", LOWER_HEX, 17),
    ("keypair", "key-", LOWER_HEX, 17),
    ("launchtemplate", "lt-", LOWER_HEX, 17),
    ("natgateway", "nat-", LOWER_HEX, 17),
    ("networkacl", "acl-", LOWER_HEX, 17),
    ("networkinterface", "eni-", LOWER_HEX, 17),
    ("placementgroup", "pg-", LOWER_HEX, 17),
    ("prefixlist", "pl-", LOWER_HEX, 17),
    ("reservation", "r-", LOWER_HEX, 17),
    ("role", "AROA", UPPER, 17),
    ("routetable", "rtb-", LOWER_HEX, 17),
    ("securitygroup", "sg-", LOWER_HEX, 17),
    ("securitygrouprule", "sgr-", LOWER_HEX, 17),
    ("securitygroupingress", "sgr-", LOWER_HEX, 17),
    ("securitygroupegress", "sgr-", LOWER_HEX, 17),
    ("snapshot", "snap-", LOWER_HEX, 17),
    ("spotfleet", "sfr-", LOWER_HEX, 17),
    ("subnet", "subnet-", LOWER_HEX, 17),
    ("transitgateway", "tgw-", LOWER_HEX, 17),
    ("transitgatewayattachment", "tgw-attach-", LOWER_HEX, 17),
    ("transitgatewayroutetable", "tgw-rtb-", LOWER_HEX, 17),
    ("user", "AIDA", UPPER, 17),
    ("volume", "vol-", LOWER_HEX, 17),
    ("vpc", "vpc-", LOWER_HEX, 17),
    ("vpcendpoint", "vpce-", LOWER_HEX, 17),
    ("vpcpeeringconnection", "pcx-", LOWER_HEX, 17),
    ("vpnconnection", "vpn-", LOWER_HEX, 17),
    ("vpngateway", "vgw-", LOWER_HEX, 17),
];

/// Shorter names than this say nothing at the end of another.
const SHORTEST_END: usize = 6;

/// Namespaces whose ids all look alike, and those whose types have prefixes of their own.
const API_GATEWAYS: [&str; 2] = ["AWS::ApiGateway", "AWS::ApiGatewayV2"];
const PREFIXED: [&str; 4] = ["AWS::EC2", "AWS::EFS", "AWS::IAM", "AWS::CloudFront"];

/// The id that a service would give: by the property's name, and where that is a bare `Id` by the type's.
pub(super) fn of_service(namespace: &str, leaf: &str, property: &str, choices: &mut Choices) -> Option<String> {
    if API_GATEWAYS.contains(&namespace) {
        return Some(choices.text(LOWER, 10));
    }
    let name = property.to_ascii_lowercase();
    let stem = name.trim_end_matches("identifier").trim_end_matches("ids").trim_end_matches("id");
    let leaf = leaf.to_ascii_lowercase();
    let is_own = stem.is_empty() || stem == leaf;
    if is_own && !PREFIXED.contains(&namespace) {
        return None;
    }
    let wanted = if stem.is_empty() { leaf.as_str() } else { stem };
    let known = PREFIXES.iter().find(|(name, ..)| *name == wanted).or_else(|| {
        let ends = PREFIXES.iter().filter(|(name, ..)| name.len() >= SHORTEST_END && wanted.ends_with(name));
        ends.max_by_key(|(name, ..)| name.len())
    });
    match known {
        Some((_, prefix, alphabet, length)) => Some(format!("{prefix}{}", choices.text(alphabet, *length))),
        None if namespace == "AWS::EC2" && is_own => {
            Some(format!("{}-{}", initials(wanted), choices.text(LOWER_HEX, 17)))
        }
        None => None,
    }
}

/// One of the shapes that ids have: the same shape of the same choices is the same id.
pub(super) fn of_shape(shape: usize, name: &str, choices: &Choices) -> String {
    let mut choices = choices.clone();
    match shape {
        0 => choices.text(LOWER, 12),
        1 => choices.text(LOWER_HEX, 17),
        2 => choices.text(LOWER_HEX, 8),
        3 => uuid(&mut choices),
        4 => name.to_owned(),
        5 => choices.text(DIGITS, 12),
        6 => choices.text(LOWER_HEX, 24),
        7 => choices.text(LOWER_HEX, 32),
        _ => choices.text(UPPER, 21),
    }
}

/// An id by the name that templates have for it.
pub(super) fn of_name(name: &str, choices: &Choices) -> Option<String> {
    let mut choices = choices.clone();
    Some(match name {
        "Lower" => choices.text(LOWER, 13),
        "Upper" => choices.text(UPPER, 32),
        "Hex" => choices.text(LOWER_HEX, 16),
        "Digits" => choices.text(DIGITS, 10),
        "Digits12" => choices.text(DIGITS, 12),
        "Mixed6" => choices.text(MIXED, 6),
        "Mixed9" => choices.text(MIXED, 9),
        "Uuid" => uuid(&mut choices),
        _ => return None,
    })
}

/// A version 4 UUID.
pub(super) fn uuid(choices: &mut Choices) -> String {
    let part = |choices: &mut Choices, length| choices.text(LOWER_HEX, length);
    format!(
        "{}-{}-4{}-{}{}-{}",
        part(choices, 8),
        part(choices, 4),
        part(choices, 3),
        choices.text("89ab", 1),
        part(choices, 3),
        part(choices, 12)
    )
}

/// A name such as CloudFormation makes for a thing that nobody named.
pub(super) fn generated_names(leaf: &str, choices: &Choices) -> [String; 4] {
    let mut choices = choices.clone();
    let unique = choices.text(LOWER, 12);
    let lower = leaf.to_ascii_lowercase();
    [
        format!("{lower}-{unique}"),
        format!("{lower}_{unique}"),
        format!("{lower}{unique}"),
        format!("{leaf}{}", choices.text(UPPER, 8)),
    ]
}

/// A prefix for a type of which none is known.
fn initials(name: &str) -> String {
    name.chars().take(6).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn ids_look_as_their_service_makes_them() {
        let id = |namespace, leaf, property| {
            of_service(namespace, leaf, property, &mut Choices::new(3)).unwrap_or_else(|| "-".to_owned())
        };
        let ids = [
            id("AWS::EC2", "VPC", "VpcId"),
            id("AWS::EC2", "Instance", "InstanceId"),
            id("AWS::EC2", "RouteTable", "RouteTableId"),
            id("AWS::ApiGatewayV2", "Api", "ApiId"),
            id("AWS::Connect", "Instance", "Id"),
            id("AWS::RDS", "DBCluster", "VpcId"),
        ];
        expect![[r#"
            vpc-d91f6786a2cf43ca6
            i-d91f6786a2cf43ca6
            rtb-d91f6786a2cf43ca6
            9llni7cme6
            -
            vpc-d91f6786a2cf43ca6"#]]
        .assert_eq(&ids.join("\n"));
        let shapes: Vec<String> = (0..SHAPES).map(|it| of_shape(it, "name", &Choices::new(3))).collect();
        expect![[r#"
            9llni7cme603
            d91f6786a2cf43ca6
            d91f6786
            d91f6786-a2cf-443c-a658-d2631454d701
            name
            319765202201
            d91f6786a2cf43ca658d2631
            d91f6786a2cf43ca658d2631454d7011
            9LLNI7CME603SV46YPKDQ"#]]
        .assert_eq(&shapes.join("\n"));
    }
}
