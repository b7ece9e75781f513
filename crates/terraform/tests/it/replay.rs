//! Configurations played through a provider over the embedded plane, as Terraform would: validated, planned, applied,
//! read, planned again, imported.

mod reads;
mod values;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use callboard_embedded::{EmbeddedOptions, EmbeddedPlane};
use callboard_plane::{Caller, Plane, Scope};
use callboard_terraform::aws::AwsProvider;
use callboard_terraform::cty::{Value, encode};
use callboard_terraform::diagnostics::Diagnostic;
use callboard_terraform::provider::{
    ApplyRequest, ConfigureRequest, ConfiguredProvider, Connected, Connection, Connector, Environment, Plan,
    PlanRequest, Provider, ReadRequest, Resource,
};
use callboard_terraform::schema::Schema;
use serde_json::{Value as Json, json};
pub use values::{plain, shown, value};

pub const REGION: &str = "us-east-1";
pub const ACCOUNT: &str = "123456789012";

/// One embedded plane for every provider block of a test.
pub struct OnePlane(pub Arc<EmbeddedPlane>);

#[async_trait]
impl Connector for OnePlane {
    async fn connect(&self, connection: Connection) -> Result<Connected, Diagnostic> {
        let scope = Scope::new(ACCOUNT, connection.region.as_deref().unwrap_or(REGION));
        Ok(Connected {
            plane: Arc::clone(&self.0) as Arc<dyn Plane>,
            caller: Caller::root(&scope, "terraform"),
            scope,
            is_in_process: true,
            description: "the embedded plane in memory".to_owned(),
        })
    }
}

/// Any plane, as one that is not in this process.
pub struct AnyPlane(pub Arc<dyn Plane>);

#[async_trait]
impl Connector for AnyPlane {
    async fn connect(&self, _connection: Connection) -> Result<Connected, Diagnostic> {
        let scope = Scope::new(ACCOUNT, REGION);
        let (plane, caller) = (Arc::clone(&self.0), Caller::root(&scope, "terraform"));
        Ok(Connected { plane, caller, scope, is_in_process: false, description: "a plane of a test".to_owned() })
    }
}

/// A configured provider and the plane beneath it.
pub struct Stand {
    pub provider: Arc<dyn Provider>,
    pub configured: Arc<dyn ConfiguredProvider>,
    pub plane: Arc<EmbeddedPlane>,
}

/// A resource in a state file.
#[derive(Debug, Clone)]
pub struct Kept {
    pub type_name: String,
    pub state: Value,
    pub private: Vec<u8>,
}

pub fn plane() -> Arc<EmbeddedPlane> {
    Arc::new(EmbeddedPlane::open(EmbeddedOptions::memory()).expect("a plane in memory"))
}

pub async fn aws() -> Stand {
    aws_with(plane(), json!({}), &[]).await
}

pub async fn aws_with(plane: Arc<EmbeddedPlane>, config: Json, environment: &[(&str, &str)]) -> Stand {
    let environment: BTreeMap<String, String> =
        environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let provider = AwsProvider::new(Arc::new(OnePlane(Arc::clone(&plane))), Environment(environment));
    stand(Arc::new(provider), plane, config).await
}

pub async fn stand(provider: Arc<dyn Provider>, plane: Arc<EmbeddedPlane>, config: Json) -> Stand {
    let config = value(&provider.provider_schema(), &config);
    let prepared = provider.validate_provider(config).await;
    assert!(prepared.diagnostics.is_empty(), "{}", prepared.diagnostics);
    let request = ConfigureRequest { config: prepared.value.expect("a block"), terraform_version: "1.11.4".to_owned() };
    let configured = provider.configure(request).await;
    let Some(instance) = configured.value else { panic!("{}", configured.diagnostics) };
    Stand { provider, configured: instance, plane }
}

impl Stand {
    pub fn schema(&self, type_name: &str) -> Arc<Schema> {
        self.provider.resource_schema(type_name).unwrap_or_else(|| panic!("no type {type_name}"))
    }

    pub async fn validate(&self, type_name: &str, config: &Json) -> String {
        let config = value(&self.schema(type_name), config);
        self.provider.validate_resource(type_name, &config).await.to_string()
    }

    /// Plans a configuration over what is kept.
    pub async fn plan(&self, type_name: &str, prior: Option<&Kept>, config: &Value) -> Plan {
        let request = PlanRequest {
            type_name: type_name.to_owned(),
            prior: prior.map(|it| it.state.clone()).unwrap_or_default(),
            proposed: config.clone(),
            config: config.clone(),
            prior_private: prior.map(|it| it.private.clone()).unwrap_or_default(),
        };
        let outcome = self.configured.plan(request).await;
        assert!(outcome.diagnostics.is_empty(), "{type_name}: {}", outcome.diagnostics);
        let plan = outcome.value.expect("a plan");
        if let Err(error) = encode(&plan.planned, &self.schema(type_name).implied_type()) {
            panic!("{type_name}: the plan does not conform: {error}");
        }
        plan
    }

    /// What a plan would say, in short: `create`, `update`, `replace for …`, `no change`.
    pub async fn action(&self, type_name: &str, prior: Option<&Kept>, config: &Json) -> String {
        let config = value(&self.schema(type_name), config);
        let plan = self.plan(type_name, prior, &config).await;
        match prior {
            None => "create".to_owned(),
            Some(prior) if plan.planned == prior.state => "no change".to_owned(),
            Some(_) if plan.requires_replace.is_empty() => "update".to_owned(),
            Some(_) => {
                let paths: Vec<String> = plan.requires_replace.iter().map(ToString::to_string).collect();
                format!("replace for {}", paths.join(", "))
            }
        }
    }

    async fn change(
        &self,
        type_name: &str,
        prior: Option<&Kept>,
        planned: Value,
        config: Value,
        private: Vec<u8>,
    ) -> Result<Kept, String> {
        let request = ApplyRequest {
            type_name: type_name.to_owned(),
            prior: prior.map(|it| it.state.clone()).unwrap_or_default(),
            planned,
            config,
            planned_private: private,
        };
        let outcome = self.configured.apply(request).await;
        if outcome.diagnostics.has_error() {
            return Err(outcome.diagnostics.to_string());
        }
        let Resource { state, private } = outcome.value.expect("a state");
        assert!(state.is_wholly_known(), "{type_name}: something is unknown after apply: {state:?}");
        if let Err(error) = encode(&state, &self.schema(type_name).implied_type()) {
            panic!("{type_name}: the state does not conform: {error}");
        }
        Ok(Kept { type_name: type_name.to_owned(), state, private })
    }

    /// Makes what is kept what a configuration says.
    pub async fn try_apply(&self, type_name: &str, prior: Option<&Kept>, config: &Json) -> Result<Kept, String> {
        let config = value(&self.schema(type_name), config);
        let complaints = self.provider.validate_resource(type_name, &config).await;
        assert!(!complaints.has_error(), "{type_name}: {complaints}");
        self.apply_value(type_name, prior, config).await
    }

    /// As [`Self::try_apply`], for what JSON cannot say.
    pub async fn apply_value(&self, type_name: &str, prior: Option<&Kept>, config: Value) -> Result<Kept, String> {
        let plan = self.plan(type_name, prior, &config).await;
        if let Some(prior) = prior {
            if plan.planned == prior.state {
                return Ok(prior.clone());
            }
            if !plan.requires_replace.is_empty() {
                self.destroy(prior.clone()).await;
                let plan = self.plan(type_name, None, &config).await;
                return self.change(type_name, None, plan.planned, config, plan.private).await;
            }
        }
        self.change(type_name, prior, plan.planned, config, plan.private).await
    }

    /// Applies a configuration; what is read and planned after it changes nothing, and an import finds the same.
    pub async fn apply(&self, type_name: &str, prior: Option<&Kept>, config: Json) -> Kept {
        self.apply_but(type_name, prior, config, &[]).await
    }

    /// As [`Self::apply`]; an import does not find these attributes.
    pub async fn apply_but(&self, type_name: &str, prior: Option<&Kept>, config: Json, unread: &[&str]) -> Kept {
        let kept = self.try_apply(type_name, prior, &config).await.unwrap_or_else(|error| panic!("{error}"));
        let read = self.refresh(&kept).await.expect("it is there");
        assert_eq!(self.text(&read), self.text(&kept), "{type_name}: what is read after apply");
        assert_eq!(self.action(type_name, Some(&read), &config).await, "no change", "{type_name} {}", self.text(&read));
        let id = self.import_id(&kept);
        let imported = self.import(type_name, &id).await.unwrap_or_else(|error| panic!("{error}"));
        let (left, right) = (shown(&imported.state, unread), shown(&kept.state, unread));
        assert_eq!(left, right, "{type_name}: what an import finds");
        read
    }

    /// As [`Self::apply`], for a resource in another region than the provider's.
    pub async fn apply_elsewhere(&self, type_name: &str, config: Json) -> Kept {
        let kept = self.try_apply(type_name, None, &config).await.unwrap_or_else(|error| panic!("{error}"));
        let read = self.refresh(&kept).await.expect("it is there");
        assert_eq!(self.text(&read), self.text(&kept), "{type_name}: what is read after apply");
        assert_eq!(self.action(type_name, Some(&read), &config).await, "no change");
        read
    }

    pub async fn refresh(&self, kept: &Kept) -> Option<Kept> {
        let request = ReadRequest {
            type_name: kept.type_name.clone(),
            current: kept.state.clone(),
            private: kept.private.clone(),
        };
        let outcome = self.configured.read(request).await;
        let Some(Resource { state, private }) = outcome.value else { panic!("{}", outcome.diagnostics) };
        (!state.is_null()).then(|| Kept { state, private, ..kept.clone() })
    }

    pub async fn destroy(&self, kept: Kept) {
        let type_name = kept.type_name.clone();
        let gone = self.change(&type_name, Some(&kept), Value::Null, Value::Null, kept.private.clone()).await;
        assert!(gone.expect("it goes").state.is_null());
        assert!(self.refresh(&kept).await.is_none(), "{type_name} is still there");
    }
}

/// An API: over HTTP, where `config` does not say otherwise.
pub async fn api(stand: &Stand, config: Json) -> Kept {
    let mut whole = json!({"name": "a", "protocol_type": "HTTP"});
    whole.as_object_mut().expect("an object").extend(config.as_object().expect("an object").clone());
    stand.apply("aws_apigatewayv2_api", None, whole).await
}

pub fn id(kept: &Kept) -> String {
    kept.state.get("id").as_str().expect("an id").to_owned()
}
