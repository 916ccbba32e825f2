use crate::article::ArticleId;
use crate::corroborate::normal_address;
use crate::project::Project;

/// How a report is in the project already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// The same file, or the same text: it is not added twice.
    Same(ArticleId),
    /// The same address with another text.
    Changed(ArticleId),
}

/// Whether a report is in the project: by the SHA-256 of its bytes, by its text, or by its address.
pub fn known(project: &Project, sha256: &str, text: &str, address: &str) -> Option<Known> {
    let captured = project.work().captures.iter().find(|(_, it)| !sha256.is_empty() && it.sha256 == sha256);
    let captured = captured.and_then(|(article, _)| project.article_by_key(article));
    let address = normal_address(address);
    let mut changed = None;
    for id in project.article_ids() {
        let article = project.article(id);
        if same_text(&article.text, text) {
            return Some(Known::Same(id));
        }
        if changed.is_none() && !address.is_empty() && normal_address(&article.url) == address {
            changed = Some(id);
        }
    }
    // A file whose article was given another text since is not that text any more.
    captured.filter(|_| changed.is_none()).map(Known::Same).or(changed.map(Known::Changed))
}

/// Whether two texts differ in white space only.
fn same_text(a: &str, b: &str) -> bool {
    a == b || a.split_whitespace().eq(b.split_whitespace())
}
