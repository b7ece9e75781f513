//! How methods are carried out: each as a task of its own, and what goes wrong is told in its answer.

use std::future::Future;

use bytes::Bytes;
use prost::Message;
use tonic::Status;

use super::values;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::proto;

/// A message that can tell what went wrong.
pub(super) trait Answer: Message + Default + 'static {
    fn diagnostics(&mut self) -> &mut Vec<proto::Diagnostic>;
}

macro_rules! answers {
    ($($name:ident),+) => {
        $(impl Answer for proto::$name {
            fn diagnostics(&mut self) -> &mut Vec<proto::Diagnostic> {
                &mut self.diagnostics
            }
        })+
    };
}

answers!(
    ConfigAnswer,
    DiagnosticsAnswer,
    UpgradeResourceAnswer,
    ReadResourceAnswer,
    PlanResourceAnswer,
    ApplyResourceAnswer,
    ImportResourceAnswer,
    ReadDataAnswer
);

pub(super) fn decode<Q: Message + Default>(request: Bytes) -> Result<Q, Status> {
    Q::decode(request).map_err(|err| Status::invalid_argument(format!("the request is no message: {err}")))
}

pub(super) async fn carry_out<Q, A, F>(request: Bytes, method: impl FnOnce(Q) -> F) -> Result<Bytes, Status>
where
    Q: Message + Default,
    A: Answer,
    F: Future<Output = Result<A, Diagnostics>> + Send + 'static,
{
    Ok(carry_out_or(A::default(), method(decode(request)?)).await)
}

/// Runs a method to its end, whoever waits for it; a panic of it is one more thing to tell.
pub(super) async fn carry_out_or<A: Answer>(
    failed: A,
    method: impl Future<Output = Result<A, Diagnostics>> + Send + 'static,
) -> Bytes {
    let answer = match tokio::spawn(method).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(diagnostics)) => with(failed, &diagnostics),
        Err(ended) => with(failed, &Diagnostics::from(panicked(ended))),
    };
    answer.encode_to_vec().into()
}

fn with<A: Answer>(mut answer: A, diagnostics: &Diagnostics) -> A {
    answer.diagnostics().extend(values::diagnostics(diagnostics));
    answer
}

fn panicked(ended: tokio::task::JoinError) -> Diagnostic {
    let reason = match ended.try_into_panic() {
        Ok(payload) => match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
            (Some(text), _) => (*text).to_owned(),
            (_, Some(text)) => text.clone(),
            _ => "it gave no reason".to_owned(),
        },
        Err(_) => "the provider is ending".to_owned(),
    };
    Diagnostic::error("callboard's provider has a fault").with_detail(format!(
        "It panicked: {reason}. Other resources are not affected. With TF_LOG_PROVIDER=error the log says where."
    ))
}
