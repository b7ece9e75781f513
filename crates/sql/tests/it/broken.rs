//! Planes on which things go wrong in the middle of a statement.

use std::fmt::Write as _;
use std::time::Duration;

use callboard_embedded::EmbeddedPlane;
use callboard_plane::layers::{Fault, Faults};
use callboard_sql::SessionOptions;
use expect_test::{Expect, expect};

use crate::world::{TersePlane, User, World, block_on, plane, shown};

/// Three log groups in one region and one in another, seen on a plane on which calls of an operation go wrong.
struct Bench {
    plane: EmbeddedPlane,
    user: User,
}

impl Bench {
    fn new(operation: &'static str, faults: impl IntoIterator<Item = Fault>) -> Self {
        Self::with(operation, faults, |_| {})
    }

    fn with(
        operation: &'static str,
        faults: impl IntoIterator<Item = Fault>,
        adjust: impl FnOnce(&mut SessionOptions),
    ) -> Self {
        let plane = plane();
        World::over(plane.clone()).user().given(
            "INSERT INTO aws.logs.log_groups (log_group_name, retention_in_days, region) VALUES \
             ('a', 1, 'us-east-1'), ('b', 3, 'us-east-1'), ('c', 5, 'us-east-1'), ('d', 7, 'eu-west-1')",
        );
        let mut world = World::over(Faults::new(TersePlane(plane.clone()), faults).only(operation));
        world.parallel_calls = 1;
        world.patience.first_wait = Duration::from_millis(1);
        Self { plane, user: world.user_with(adjust) }
    }

    /// What statements answer one after another, and what there is in the end.
    #[track_caller]
    fn check(&mut self, texts: &[&str], expect: Expect) {
        let mut out = String::new();
        for text in texts {
            let told = block_on(self.user.run(text));
            match told.answer {
                Ok(answer) => {
                    let rows: usize = answer.batches.iter().flatten().map(|it| it.num_rows()).sum();
                    let _ = writeln!(out, "{}", answer.tag.unwrap_or_else(|| format!("{rows} rows")));
                }
                Err(error) => {
                    let _ = writeln!(out, "{}", shown(&error));
                }
            }
            for notice in told.notices {
                let _ = writeln!(out, "notice: {notice}");
            }
            for failure in self.user.session.failures() {
                let _ = writeln!(out, "failure: {}: {}", failure.what, failure.error);
            }
        }
        let mut near = World::over(self.plane.clone()).user();
        let there = near.given("SELECT string_agg(log_group_name || '=' || coalesce(retention_in_days, 0), ' ' ORDER BY log_group_name) FROM aws.logs.log_groups");
        let there = callboard_sql::datafusion::arrow::util::display::array_value_to_string(there[0].column(0), 0);
        let _ = writeln!(out, "there are {}", there.expect("a text"));
        expect.assert_eq(&out);
    }
}

const ALL: &str = "SELECT log_group_name, retention_in_days FROM aws.logs.log_groups";

#[test]
fn a_lost_endpoint_in_mid_scan_is_no_smaller_result() {
    Bench::new("GetResource", [Fault::LostFrom(3)]).check(
        &[ALL, &format!("{ALL} LIMIT 1")],
        expect![[r#"
            HV00N: cloudcontrol GetResource: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer
            hint: nothing was changed: try again
            HV00N: cloudcontrol GetResource: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer
            hint: nothing was changed: try again
            there are a=1 b=3 c=5 d=7
        "#]],
    );
    Bench::new("ListResources", [Fault::LostFrom(2)]).check(&[ALL], expect![[r#"
        HV00N: cloudcontrol ListResources: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer
        hint: nothing was changed: try again
        there are a=1 b=3 c=5 d=7
    "#]]);
    let partial = |options: &mut SessionOptions| options.partial = true;
    Bench::with("GetResource", [Fault::LostFrom(3)], partial).check(
        &[ALL],
        expect![[r#"
            2 rows
            failure: AWS::Logs::LogGroup c in us-east-1: cloudcontrol GetResource: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer
            failure: AWS::Logs::LogGroup d in eu-west-1: cloudcontrol GetResource: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer
            there are a=1 b=3 c=5 d=7
        "#]],
    );
    Bench::with("ListResources", [Fault::LostFrom(2)], partial).check(&[ALL], expect![[r#"
        3 rows
        failure: AWS::Logs::LogGroup in eu-west-1: cloudcontrol ListResources: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer
        there are a=1 b=3 c=5 d=7
    "#]]);
}

#[test]
fn a_throttled_plane_answers_all() {
    for operation in ["GetResource", "ListResources", "CreateResource"] {
        Bench::new(operation, [Fault::ThrottledEvery(2)]).check(
            &[ALL, "INSERT INTO aws.logs.log_groups (log_group_name, retention_in_days) VALUES ('x', 1), ('y', 1), ('z', 1)"],
            expect![[r#"
                4 rows
                INSERT 0 3
                there are a=1 b=3 c=5 d=7 x=1 y=1 z=1
            "#]],
        );
    }
}

#[test]
fn a_throttle_without_end_is_an_error() {
    Bench::new("ListResources", [Fault::ThrottledEvery(1)]).check(
        &[ALL],
        expect![[r#"
        53300: cloudcontrol ListResources was refused: ThrottlingException: Rate exceeded
        hint: ask for less at once, or later
        code: ThrottlingException
        there are a=1 b=3 c=5 d=7
    "#]],
    );
}

#[test]
fn a_refusal_says_where() {
    let refused = Fault::Refused { call: 2, code: "AccessDeniedException", message: "you may not" };
    Bench::new("ListResources", [refused.clone()]).check(
        &[ALL],
        expect![[r#"
        42501: cloudcontrol ListResources was refused: AccessDeniedException: you may not
        code: AccessDeniedException
        there are a=1 b=3 c=5 d=7
    "#]],
    );
    Bench::new("GetResource", [refused]).check(
        &[ALL],
        expect![[r#"
            42501: cloudcontrol GetResource was refused: AccessDeniedException: you may not
            code: AccessDeniedException
            there are a=1 b=3 c=5 d=7
        "#]],
    );
}

#[test]
fn changes_tell_how_far_they_came() {
    let insert = "INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('x'), ('y'), ('z')";
    Bench::new("CreateResource", [Fault::LostFrom(2)]).check(&[insert], expect![[r#"
        HV00N: cloudcontrol CreateResource: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer (1 of 3 done)
        detail: done: create AWS::Logs::LogGroup x in us-east-1
        failed: create AWS::Logs::LogGroup y in us-east-1: cloudcontrol CreateResource: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer
        not tried: create AWS::Logs::LogGroup z in us-east-1
        hint: read the resource before retrying the change
        there are a=1 b=3 c=5 d=7 x=0
    "#]]);
    Bench::new("CreateResource", [Fault::AnswerLost(1)]).check(
        &[insert],
        expect![[r#"
        INSERT 0 3
        there are a=1 b=3 c=5 d=7 x=0 y=0 z=0
    "#]],
    );
    let refused = Fault::Refused { call: 2, code: "AccessDeniedException", message: "you may not" };
    let delete = "DELETE FROM aws.logs.log_groups WHERE region = 'us-east-1'";
    Bench::new("DeleteResource", [refused.clone()]).check(&[delete], expect![[r#"
        42501: cloudcontrol DeleteResource was refused: AccessDeniedException: you may not (1 of 3 done)
        detail: done: delete AWS::Logs::LogGroup a in us-east-1
        failed: delete AWS::Logs::LogGroup b in us-east-1: cloudcontrol DeleteResource was refused: AccessDeniedException: you may not
        not tried: delete AWS::Logs::LogGroup c in us-east-1
        code: AccessDeniedException
        there are b=3 c=5 d=7
    "#]]);
    let update = "UPDATE aws.logs.log_groups SET retention_in_days = 30 WHERE region = 'us-east-1'";
    Bench::new("UpdateResource", [refused]).check(&[update], expect![[r#"
        42501: cloudcontrol UpdateResource was refused: AccessDeniedException: you may not (1 of 3 done)
        detail: done: update AWS::Logs::LogGroup a in us-east-1
        failed: update AWS::Logs::LogGroup b in us-east-1: cloudcontrol UpdateResource was refused: AccessDeniedException: you may not
        not tried: update AWS::Logs::LogGroup c in us-east-1
        code: AccessDeniedException
        there are a=30 b=3 c=5 d=7
    "#]]);
}

#[test]
fn a_transaction_that_is_cut_off_tells_what_it_could_not_undo() {
    let texts = [
        "BEGIN",
        "INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('x')",
        "DELETE FROM aws.logs.log_groups WHERE log_group_name = 'a' AND region = 'us-east-1'",
        "INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('y')",
        "COMMIT",
    ];
    Bench::new("CreateResource", [Fault::LostFrom(2)]).check(&texts, expect![[r#"
        BEGIN
        INSERT 0 1 (queued)
        DELETE 1 (queued)
        INSERT 0 1 (queued)
        HV00N: COMMIT failed at statement 3: cloudcontrol CreateResource: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer; not all that was done could be undone
        detail: 1. create AWS::Logs::LogGroup x in us-east-1: done, undone (deleted)
        2. delete AWS::Logs::LogGroup a in us-east-1: done, could not be undone: it could not be made again: cloudcontrol CreateResource: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer
        3. create AWS::Logs::LogGroup y in us-east-1: failed: cloudcontrol CreateResource: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer
        hint: read the resource before retrying the change
        there are b=3 c=5 d=7
    "#]]);
    let lost = [Fault::Refused { call: 2, code: "AccessDeniedException", message: "you may not" }];
    Bench::new("CreateResource", lost).check(&texts, expect![[r#"
        BEGIN
        INSERT 0 1 (queued)
        DELETE 1 (queued)
        INSERT 0 1 (queued)
        42501: COMMIT failed at statement 3: cloudcontrol CreateResource was refused: AccessDeniedException: you may not; what was done is undone
        detail: 1. create AWS::Logs::LogGroup x in us-east-1: done, undone (deleted)
        2. delete AWS::Logs::LogGroup a in us-east-1: done, undone (made again)
        3. create AWS::Logs::LogGroup y in us-east-1: failed: cloudcontrol CreateResource was refused: AccessDeniedException: you may not
        code: AccessDeniedException
        there are a=1 b=3 c=5 d=7
    "#]]);
    let lost = [Fault::LostFrom(2)];
    let texts = [&texts[..3], &["DELETE FROM aws.logs.log_groups WHERE log_group_name = 'b'", "COMMIT"]].concat();
    Bench::new("DeleteResource", lost).check(&texts, expect![[r#"
        BEGIN
        INSERT 0 1 (queued)
        DELETE 1 (queued)
        DELETE 1 (queued)
        HV00N: COMMIT failed at statement 3: cloudcontrol DeleteResource: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer; not all that was done could be undone
        detail: 1. create AWS::Logs::LogGroup x in us-east-1: done, could not be undone: cloudcontrol DeleteResource: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer
        2. delete AWS::Logs::LogGroup a in us-east-1: done, undone (made again)
        3. delete AWS::Logs::LogGroup b in us-east-1: failed: cloudcontrol DeleteResource: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer
        hint: read the resource before retrying the change
        there are a=1 b=3 c=5 d=7 x=0
    "#]]);
}
