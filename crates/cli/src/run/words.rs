//! What a member means, in one sentence: AWS's, where its documentation is installed, else our own.

use callboard_model::shape::Member;

use crate::help;
use crate::host::Host;

/// The sentences about the members of one service.
pub struct Words {
    service: &'static str,
    aws: Option<serde_json::Value>,
}

impl Words {
    /// Looks for the documentation of a service, by its botocore name.
    pub fn of(service: &'static str, host: &dyn Host) -> Self {
        Self { service, aws: host.documentation(service).and_then(|text| serde_json::from_str(&text).ok()) }
    }

    /// The sentence about a member of the structure `owner`.
    pub fn sentence(&self, owner: &str, member: &'static Member) -> Option<String> {
        let Some(aws) = &self.aws else { return self.own(owner, member) };
        let of_member = format!("/shapes/{owner}/members/{}/documentation", member.name);
        let of_shape = format!("/shapes/{}/documentation", member.shape_name);
        let text = aws.pointer(&of_member).or_else(|| aws.pointer(&of_shape))?.as_str()?;
        let text = plain(text);
        let sentence = text.split(['.', ':']).next().filter(|it| !it.trim().is_empty())?;
        Some(format!("{sentence}."))
    }

    fn own(&self, owner: &str, member: &'static Member) -> Option<String> {
        let of_member = help::own_words(self.service, &format!("{owner}.{}", member.name));
        let anywhere = || help::own_words(self.service, &format!("*.{}", member.name));
        let words = of_member.or_else(anywhere).or_else(|| help::own_words(self.service, member.shape_name));
        words.map(str::to_owned)
    }
}

/// A text without its HTML.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut in_tag = false;
    for character in html.chars() {
        match character {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            '\n' | '\u{2028}' => text.push(' '),
            it => text.push(it),
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
