//! Plurals: the names of data sources that list.

/// The name of the data source that lists resources of a type.
pub(super) fn plural(resource: &str) -> String {
    let (before, word) = resource.rsplit_once('_').unwrap_or(("", resource));
    match plural_of(word) {
        Some(plural) => format!("{before}_{plural}"),
        // A word that is its own plural says so.
        None => format!("{resource}_plural"),
    }
}

/// The plural of a word; nothing where it is one already.
fn plural_of(word: &str) -> Option<String> {
    const ENDINGS: [(&str, &str, &str); 9] = [
        ("analysis", "sis", "ses"),
        ("index", "ex", "ices"),
        ("matrix", "ix", "ices"),
        ("status", "", "es"),
        ("alias", "", "es"),
        ("access", "", "es"),
        ("ss", "", "es"),
        ("us", "", "es"),
        ("x", "", "es"),
    ];
    const SAME: [&str; 4] = ["data", "metadata", "series", "software"];
    if SAME.contains(&word) {
        return None;
    }
    for (ending, cut, added) in ENDINGS {
        if word.ends_with(ending) {
            return Some(format!("{}{added}", word.strip_suffix(cut).unwrap_or(word)));
        }
    }
    if word.ends_with('s') {
        return None;
    }
    if word.ends_with("ch") || word.ends_with("sh") || word.ends_with('z') {
        return Some(format!("{word}es"));
    }
    let is_vowel = |letter: char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u');
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(is_vowel) => Some(format!("{stem}ies")),
        _ => Some(format!("{word}s")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_as_upstream_forms_them() {
        for (resource, listing) in [
            ("awscc_ivs_stage", "awscc_ivs_stages"),
            ("awscc_kms_alias", "awscc_kms_aliases"),
            ("awscc_iam_managed_policy", "awscc_iam_managed_policies"),
            ("awscc_apigateway_api_key", "awscc_apigateway_api_keys"),
            ("awscc_quicksight_analysis", "awscc_quicksight_analyses"),
            ("awscc_kendra_index", "awscc_kendra_indices"),
            ("awscc_ec2_vpc_block_public_access_options", "awscc_ec2_vpc_block_public_access_options_plural"),
            ("awscc_batch_queue", "awscc_batch_queues"),
        ] {
            assert_eq!(plural(resource), listing);
        }
    }
}
