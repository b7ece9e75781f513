//! A configured provider: plans by the rules of tables, changes by their operations.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use callboard_model::document::Map;
use callboard_plane::layers::Interrupt;

use super::hooks::{At, Wanted};
use super::private::Private;
use super::session::Session;
use super::table::ResourceTable;
use super::{data_sources, lifecycle, provider_block, rules_of_table, tables, unknown_type};
use crate::cty::Value;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::plan::{self, Dialect, Inputs};
use crate::provider::{
    ApplyRequest, ConfiguredProvider, Connector, Environment, Imported, Outcome, Plan, PlanRequest, ReadRequest,
    Resource,
};

/// One configured provider block.
pub(super) struct Configured {
    session: Session,
}

impl Configured {
    /// Prepares a plane as a provider block says.
    pub(super) async fn connect(
        connector: &dyn Connector,
        environment: &Environment,
        config: &Value,
        interrupt: Interrupt,
    ) -> Result<Self, Box<Diagnostic>> {
        if let Some(refusal) = crate::undecided::refusal(config) {
            return Err(Box::new(refusal));
        }
        let connection = provider_block::connection(config, environment);
        let connected = connector.connect(connection).await.map_err(Box::new)?;
        tracing::info!(target = %connected.description, region = %connected.scope.region, "provider configured");
        let mut session = Session::new(connected, provider_block::tag_policy(config, environment), interrupt);
        let skips = config.get("skip_requesting_account_id").as_bool() == Some(true);
        if session.account().is_empty() && !skips {
            let region = session.region().to_owned();
            let identity = session.call("sts", "GetCallerIdentity", &region, Map::new()).await.map_err(|failure| {
                Box::new(failure.diagnostic("retrieving AWS account details").with_detail(
                    "Check the credentials of the provider block, or set `skip_requesting_account_id = true`.",
                ))
            })?;
            session.connected.scope.account = Arc::from(identity.str("Account").unwrap_or_default());
        }
        match provider_block::refused_account(config, session.account()) {
            Some(refusal) => Err(Box::new(refusal)),
            None => Ok(Self { session }),
        }
    }

    /// The region of a resource: its own, else the provider block's.
    fn region<'a>(&'a self, table: &ResourceTable, value: &'a Value) -> &'a str {
        let own = value.get("region").as_str().filter(|it| table.is_regional && !it.is_empty());
        own.unwrap_or_else(|| self.session.region())
    }

    fn worked_out(&self, table: &'static ResourceTable, request: &PlanRequest) -> BTreeMap<String, Value> {
        let (prior, config) = (&request.prior, &request.config);
        let mut values = BTreeMap::new();
        if table.is_regional {
            // A state from before resources had regions is in the provider's.
            let is_new_to_regions = !prior.is_null() && prior.get("region").is_null();
            let region = match config.get("region") {
                Value::Null => Value::from(self.session.region()),
                region => region.clone(),
            };
            let is_same = is_new_to_regions && region.as_str() == Some(self.session.region());
            values.insert("region".to_owned(), if is_same { Value::Null } else { region });
        }
        if table.is_tagged() {
            let policy = &self.session.tags;
            let tags = policy.planned(config.get("tags"), prior.get("tags"));
            values.insert("tags_all".to_owned(), policy.planned_all(&tags, prior.get("tags"), prior.get("tags_all")));
            values.insert("tags".to_owned(), tags);
        }
        values
    }
}

#[async_trait]
impl ConfiguredProvider for Configured {
    async fn read(&self, request: ReadRequest) -> Outcome<Resource> {
        let Some(table) = tables::find(&request.type_name) else {
            return Outcome::failed(unknown_type(&request.type_name));
        };
        let region = self.region(table, &request.current);
        lifecycle::read(At { session: &self.session, table, region }, &request.current).await
    }

    async fn plan(&self, mut request: PlanRequest) -> Outcome<Plan> {
        let Some(table) = tables::find(&request.type_name) else {
            return Outcome::failed(unknown_type(&request.type_name));
        };
        if request.proposed.is_null() {
            return Outcome::of(Plan {
                planned: Value::Null,
                private: request.prior_private,
                requires_replace: Vec::new(),
            });
        }
        let mut diagnostics = Diagnostics::none();
        if !request.config.get("region").is_unknown() {
            let region = self.region(table, &request.config).to_owned();
            let at = At { session: &self.session, table, region: &region };
            diagnostics = table.hooks.adjust_config(at, &request.prior, &mut request.config).await;
        }
        if diagnostics.has_error() {
            return Outcome { value: None, diagnostics };
        }
        let mut rules = rules_of_table(table);
        // How long a change may take changes nothing.
        rules.0.retain(|it| it.name != "timeouts");
        table.hooks.adjust_rules(&request.prior, &request.config, &mut rules);
        let worked_out = self.worked_out(table, &request);
        let meant_zeros = Private::zeros_of(&request.prior_private);
        let inputs = Inputs {
            dialect: Dialect::Legacy,
            prior: &request.prior,
            config: &request.config,
            worked_out: &worked_out,
            meant_zeros: &meant_zeros,
        };
        let mut planned = plan::plan(&rules, inputs);
        if planned.is_changed {
            if table.field("timeouts").is_some() {
                planned.value.set_member("timeouts", request.config.get("timeouts").clone());
            }
            if !request.prior.is_null() && planned.requires_replace.is_empty() {
                table.hooks.adjust_plan(&request.prior, &request.config, &mut planned.value);
            }
        }
        let plan =
            Plan { planned: planned.value, private: request.prior_private, requires_replace: planned.requires_replace };
        Outcome::with(plan, diagnostics)
    }

    async fn apply(&self, request: ApplyRequest) -> Outcome<Resource> {
        let Some(table) = tables::find(&request.type_name) else {
            return Outcome::failed(unknown_type(&request.type_name));
        };
        let named = if request.planned.is_null() { &request.prior } else { &request.planned };
        let at = At { session: &self.session, table, region: self.region(table, named) };
        let wanted = Wanted { prior: &request.prior, planned: &request.planned, config: &request.config };
        match (request.prior.is_null(), request.planned.is_null()) {
            (true, true) => Outcome::of(Resource { state: Value::Null, private: Vec::new() }),
            (true, false) => lifecycle::create(at, wanted).await,
            (false, true) => lifecycle::delete(at, &request.prior).await,
            (false, false) => lifecycle::update(at, wanted, &request.planned_private).await,
        }
    }

    async fn import(&self, type_name: &str, id: &str) -> Outcome<Vec<Imported>> {
        let Some(table) = tables::find(type_name) else { return Outcome::failed(unknown_type(type_name)) };
        let (id, region) = match id.rsplit_once('@') {
            Some((id, region)) if table.is_regional && is_region(region) => (id, region),
            _ => (id, self.session.region()),
        };
        let outcome = lifecycle::import(At { session: &self.session, table, region }, id).await;
        Outcome {
            value: outcome
                .value
                .map(|it| vec![Imported { type_name: type_name.to_owned(), state: it.state, private: it.private }]),
            diagnostics: outcome.diagnostics,
        }
    }

    async fn read_data_source(&self, type_name: &str, config: Value) -> Outcome<Value> {
        match data_sources::find(type_name) {
            Some(table) => data_sources::read(&self.session, table, &config).await,
            None => Outcome::failed(unknown_type(type_name)),
        }
    }
}

/// `us-east-1`, `us-gov-west-1`: letters, then letters between dashes, then a number.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let is_word = |it: &&str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_lowercase());
    let [first, middle @ .., last] = &parts[..] else { return false };
    let is_number = (1..=2).contains(&last.len()) && last.bytes().all(|it| it.is_ascii_digit());
    first.len() == 2 && is_word(first) && !middle.is_empty() && middle.iter().all(is_word) && is_number
}

#[cfg(test)]
mod tests {
    use callboard_plane::{Call, CallId, Caller, Output, Plane, PlaneError, Scope};
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;

    use super::*;
    use crate::aws::schema_of;
    use crate::cty::{Type, encode, tests_values};
    use crate::plan::validate;
    use crate::provider::Connected;

    /// A plane that is not there.
    struct Nowhere;

    #[async_trait]
    impl Plane for Nowhere {
        async fn call(&self, call: Call) -> Result<Output, PlaneError> {
            let call = CallId::from(call.operation);
            Err(PlaneError::Unavailable { call, message: "gone".to_owned(), hint: None })
        }
    }

    fn configured() -> Configured {
        let scope = Scope::new("123456789012", "us-east-1");
        let connected = Connected {
            plane: Arc::new(Nowhere),
            caller: Caller::root(&scope, "terraform"),
            scope,
            is_in_process: true,
            description: "nowhere".to_owned(),
        };
        Configured { session: Session::new(connected, Default::default(), Interrupt::default()) }
    }

    /// Whatever is unknown, null or empty in what there is and what is wanted: there is a plan, and it conforms.
    #[test]
    fn no_configuration_of_any_type_makes_planning_panic() {
        let configured = configured();
        for table in tables::ALL {
            let of = schema_of(table).implied_type();
            let known = |values: BoxedStrategy<Value>| values.prop_filter("an object", |it| it.members().is_some());
            let cases = (tests_values(&of), known(tests_values(&of)));
            let mut runner = TestRunner::new(ProptestConfig { cases: 48, ..ProptestConfig::default() });
            let result = runner.run(&cases, |(prior, config)| {
                for diagnostic in validate(&rules_of_table(table), &config).0 {
                    prop_assert!(!diagnostic.path.is_root(), "{diagnostic:?}");
                }
                let request = PlanRequest {
                    type_name: table.type_name.to_owned(),
                    prior: if prior.is_unknown() { Value::Null } else { prior },
                    proposed: config.clone(),
                    config,
                    prior_private: Vec::new(),
                };
                let outcome = tokio::runtime::Builder::new_current_thread()
                    .build()
                    .expect("a runtime")
                    .block_on(configured.plan(request));
                for diagnostic in &outcome.diagnostics.0 {
                    prop_assert!(!diagnostic.path.is_root(), "{diagnostic:?}");
                }
                let plan = outcome.value.expect("a plan");
                prop_assert!(encode(&plan.planned, &of).is_ok());
                Ok(())
            });
            if let Err(error) = result {
                panic!("{}: {error}", table.type_name);
            }
        }
    }

    /// Whatever a provider block or a data source says: it is looked at without a panic, and complaints say where.
    #[test]
    fn no_provider_block_and_no_data_source_makes_validation_panic() {
        let check = |of: Type, validate: &dyn Fn(&Value) -> Diagnostics| {
            let mut runner = TestRunner::new(ProptestConfig { cases: 48, ..ProptestConfig::default() });
            let result = runner.run(&tests_values(&of), |config| {
                for diagnostic in validate(&config).0 {
                    prop_assert!(!diagnostic.path.is_root(), "{diagnostic:?}");
                }
                Ok(())
            });
            result.unwrap_or_else(|error| panic!("{error}"));
        };
        check(provider_block::schema(true).implied_type(), &provider_block::validate);
        for source in data_sources::ALL {
            check(source.schema().implied_type(), &|config| validate(&source.rules(), config));
        }
    }

    #[tokio::test]
    async fn a_plane_that_is_gone_changes_no_state() {
        let configured = configured();
        let state = Value::object([("id", "s"), ("api_id", "a")]);
        let request =
            ReadRequest { type_name: "aws_apigatewayv2_stage".to_owned(), current: state, private: Vec::new() };
        let outcome = configured.read(request).await;
        assert_eq!(outcome.value, None);
        assert_eq!(
            outcome.diagnostics.to_string(),
            "error: reading API Gateway v2 Stage (s): apigatewayv2 GetStage: gone"
        );
    }
}
