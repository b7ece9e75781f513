//! Transactions.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use expect_test::expect;

use super::Bench;

const PRIOR: &str = "INSERT INTO aws.logs.log_groups (log_group_name, RetentionInDays) VALUES ('a', 7), ('b', 7)";

const THREE: &str = "BEGIN;
    INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('c') RETURNING *;
    UPDATE aws.logs.log_groups SET RetentionInDays = 30 WHERE data__Identifier = 'a';
    DELETE FROM aws.logs.log_groups WHERE data__Identifier = 'b';
    INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('d');
    COMMIT";

#[tokio::test]
async fn changes_wait_for_commit() {
    let bench = Bench::new();
    bench.given(PRIOR).await;
    bench.check(THREE, expect![[r#"
        BEGIN
        notice: RETURNING gives no rows inside a transaction: nothing is changed before COMMIT
        INSERT 0 1 (queued)
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        UPDATE 1 (queued)
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=b
        DELETE 1 (queued)
        INSERT 0 1 (queued)
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"c"}
        > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"replace","path":"/RetentionInDays","value":30}]
        > us-east-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=b
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"d"}
        COMMIT
    "#]]).await;
}

#[tokio::test]
async fn savepoints_give_up_a_part_of_what_is_queued() {
    let bench = Bench::new();
    bench
        .check(
            "SAVEPOINT s",
            expect![[r#"
        25P01: savepoints can only be used in a transaction
          hint: BEGIN begins one
    "#]],
        )
        .await;
    bench
        .check(
            "BEGIN;
            INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('kept');
            SAVEPOINT s;
            INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('given up');
            ROLLBACK TO SAVEPOINT s;
            RELEASE s;
            COMMIT",
            expect![[r#"
                BEGIN
                INSERT 0 1 (queued)
                SAVEPOINT
                INSERT 0 1 (queued)
                ROLLBACK
                RELEASE
                > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"kept"}
                COMMIT
            "#]],
        )
        .await;
    bench
        .check(
            "BEGIN; ROLLBACK TO nowhere",
            expect![[r#"
        BEGIN
        3B001: there is no savepoint `nowhere`
    "#]],
        )
        .await;
}

#[tokio::test]
async fn rollback_calls_nothing() {
    let bench = Bench::new();
    bench
        .check(
            "BEGIN; INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('c'); ROLLBACK; ROLLBACK; COMMIT",
            expect![[r#"
                BEGIN
                INSERT 0 1 (queued)
                notice: 1 queued change given up; nothing was called for it
                ROLLBACK
                notice: there is no transaction in progress
                ROLLBACK
                notice: there is no transaction in progress
                COMMIT
            "#]],
        )
        .await;
}

#[tokio::test]
async fn a_failed_commit_is_undone_in_reverse() {
    let bench = Bench::new();
    bench.given(PRIOR).await;
    bench.recorder.refuse_from.store(2 + 4, Ordering::SeqCst);
    bench.check(THREE, expect![[r#"
        BEGIN
        notice: RETURNING gives no rows inside a transaction: nothing is changed before COMMIT
        INSERT 0 1 (queued)
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        UPDATE 1 (queued)
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=b
        DELETE 1 (queued)
        INSERT 0 1 (queued)
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"c"}
        > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"replace","path":"/RetentionInDays","value":30}]
        > us-east-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=b
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"d"}
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"b","LogGroupClass":"STANDARD","RetentionInDays":7,"BearerTokenAuthenticationEnabled":false,"DeletionProtectionEnabled":false}
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"replace","path":"/RetentionInDays","value":7}]
        > us-east-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=c
        42501: COMMIT failed at statement 4: cloudcontrol CreateResource was refused: AccessDeniedException: you may not; what was done is undone
          detail: 1. create AWS::Logs::LogGroup c in us-east-1: done, undone (deleted)
            2. update AWS::Logs::LogGroup a in us-east-1: done, undone (its properties are as before)
            3. delete AWS::Logs::LogGroup b in us-east-1: done, undone (made again)
            4. create AWS::Logs::LogGroup d in us-east-1: failed: cloudcontrol CreateResource was refused: AccessDeniedException: you may not
          code: AccessDeniedException
    "#]]).await;
    assert_eq!(bench.session.transaction_status(), crate::session::TransactionStatus::Idle);
}

#[tokio::test]
async fn what_cannot_be_undone_is_told() {
    let bench = Bench::new();
    bench.given("INSERT INTO aws.ivs.stages (Name) VALUES ('s')").await;
    let arn = "arn:aws:ivs:us-east-1:123456789012:stage/";
    let listed = bench.transcript("SELECT arn FROM aws.ivs.stages").await;
    let at = listed.find(arn).expect("the stage");
    let arn: String = listed[at..].chars().take_while(|it| !it.is_whitespace()).collect();
    bench.recorder.refuse_from.store(1 + 2, Ordering::SeqCst);
    let transcript = bench
        .transcript(&format!(
            "BEGIN; DELETE FROM aws.ivs.stages WHERE data__Identifier = '{arn}'; INSERT INTO aws.ivs.stages (Name) VALUES ('t'); COMMIT"
        ))
        .await;
    expect![[r#"
        BEGIN
        > us-east-1 GetResource TypeName=AWS::IVS::Stage Identifier=arn:aws:ivs:us-east-1:123456789012:stage/2PhDuH2TDoRg
        DELETE 1 (queued)
        INSERT 0 1 (queued)
        > us-east-1 DeleteResource TypeName=AWS::IVS::Stage Identifier=arn:aws:ivs:us-east-1:123456789012:stage/2PhDuH2TDoRg
        > us-east-1 CreateResource TypeName=AWS::IVS::Stage DesiredState={"Name":"t"}
        > us-east-1 CreateResource TypeName=AWS::IVS::Stage DesiredState={"Name":"s","AutoParticipantRecordingConfiguration":{"StorageConfigurationArn":"","MediaTypes":["AUDIO_VIDEO"],"HlsConfiguration":{"ParticipantRecordingHlsConfiguration":{"TargetSegmentDurationSeconds":6}},"RecordingReconnectWindowSeconds":0,"ThumbnailConfiguration":{"ParticipantThumbnailConfiguration":{"RecordingMode":"DISABLED","Storage":["SEQUENTIAL"],"TargetIntervalSeconds":60}}},"Tags":[]}
        42501: COMMIT failed at statement 2: cloudcontrol CreateResource was refused: AccessDeniedException: you may not; not all that was done could be undone
          detail: 1. delete AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/2PhDuH2TDoRg in us-east-1: done, undone in part: made again as arn:aws:ivs:us-east-1:123456789012:stage/2PhDuH2nv5Vj: its identifier is made by the service
            2. create AWS::IVS::Stage in us-east-1: failed: cloudcontrol CreateResource was refused: AccessDeniedException: you may not
          code: AccessDeniedException
    "#]].assert_eq(&transcript);
}

#[tokio::test]
async fn cancelling_a_commit_undoes_it() {
    let bench = Bench::new();
    bench.given(PRIOR).await;
    let session = Arc::downgrade(&bench.session);
    *bench.recorder.on_change.lock().expect("no panic while locked") = Some(Box::new(move |number| {
        if number == 2 + 2
            && let Some(session) = session.upgrade()
        {
            session.cancel();
        }
    }));
    bench.check(THREE, expect![[r#"
        BEGIN
        notice: RETURNING gives no rows inside a transaction: nothing is changed before COMMIT
        INSERT 0 1 (queued)
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        UPDATE 1 (queued)
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=b
        DELETE 1 (queued)
        INSERT 0 1 (queued)
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"c"}
        > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"replace","path":"/RetentionInDays","value":30}]
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"replace","path":"/RetentionInDays","value":7}]
        > us-east-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=c
        57014: COMMIT was cancelled; what was done is undone
          detail: 1. create AWS::Logs::LogGroup c in us-east-1: done, undone (deleted)
            2. update AWS::Logs::LogGroup a in us-east-1: done, undone (its properties are as before)
            3. delete AWS::Logs::LogGroup b in us-east-1: not tried
            4. create AWS::Logs::LogGroup d in us-east-1: not tried
    "#]]).await;
}

#[tokio::test]
async fn a_failed_statement_fails_the_transaction() {
    let bench = Bench::new();
    let text = "BEGIN; INSERT INTO aws.ivs.stages (Nam) VALUES ('a'); SELECT 1; INSERT INTO aws.ivs.stages (Name) VALUES ('a'); COMMIT; SELECT 1";
    bench
        .check(
            text,
            expect![[r#"
                BEGIN
                42703: `aws.ivs.stages` has no column `Nam`
                  hint: did you mean `name`?
                25P02: the transaction has failed: statements are ignored until it ends
                  hint: ROLLBACK ends it
                25P02: the transaction has failed: statements are ignored until it ends
                  hint: ROLLBACK ends it
                notice: the transaction had failed: its queued changes are given up
                ROLLBACK
                +---+
                | 1 |
                +---+
                | 1 |
                +---+
            "#]],
        )
        .await;
}

#[tokio::test]
async fn statements_see_what_is_there_now() {
    let bench = Bench::new();
    bench
        .check(
            "BEGIN; INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('c'); SELECT 1 AS one; BEGIN; ROLLBACK",
            expect![[r#"
                BEGIN
                INSERT 0 1 (queued)
                notice: shows what is there now: 1 queued change will take effect at COMMIT
                +-----+
                | one |
                +-----+
                | 1   |
                +-----+
                notice: there is already a transaction in progress
                BEGIN
                notice: 1 queued change given up; nothing was called for it
                ROLLBACK
            "#]],
        )
        .await;
}

#[tokio::test]
async fn a_later_change_of_a_transaction_builds_on_an_earlier_one() {
    let bench = Bench::new();
    bench.given(PRIOR).await;
    let text = "BEGIN;
        UPDATE aws.logs.log_groups SET RetentionInDays = 30 WHERE data__Identifier = 'a';
        UPDATE aws.logs.log_groups SET RetentionInDays = 30 WHERE data__Identifier = 'a';
        UPDATE aws.logs.log_groups SET RetentionInDays = NULL WHERE data__Identifier = 'a';
        DELETE FROM aws.logs.log_groups WHERE data__Identifier = 'a';
        COMMIT";
    bench.check(text, expect![[r#"
        BEGIN
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        UPDATE 1 (queued)
        UPDATE 0 (queued)
        UPDATE 1 (queued)
        DELETE 1 (queued)
        > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"replace","path":"/RetentionInDays","value":30}]
        > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"remove","path":"/RetentionInDays"}]
        > us-east-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=a
        COMMIT
    "#]]).await;
    bench.check("BEGIN; DELETE FROM aws.logs.log_groups WHERE data__Identifier = 'b'; UPDATE aws.logs.log_groups SET RetentionInDays = 1 WHERE data__Identifier = 'b'", expect![[r#"
        BEGIN
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=b
        DELETE 1 (queued)
        02000: there is no AWS::Logs::LogGroup `b` in us-east-1
          code: NotFound
    "#]]).await;
}

#[tokio::test]
async fn operations_that_change_are_no_part_of_a_transaction() {
    let bench = Bench::new();
    bench
        .check(
            "BEGIN; EXEC aws.ivs_realtime.list_stages; EXEC aws.ivs_realtime.create_stage @name = 'a'; ROLLBACK",
            expect![[r#"
                BEGIN
                > us-east-1 ListStages
                EXEC
                +--------+------------+
                | stages | next_token |
                +--------+------------+
                | []     |            |
                +--------+------------+
                0A000: EXEC of ivs-realtime CreateStage cannot be part of a transaction
                  hint: nobody knows what would undo it; change resources by INSERT, UPDATE and DELETE, or run it outside
                ROLLBACK
            "#]],
        )
        .await;
    bench
        .check(
            "BEGIN; EXEC aws.logs.log_groups.create_resource @log_group_name = 'a'; COMMIT",
            expect![[r#"
                BEGIN
                EXEC (queued)
                > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"a"}
                COMMIT
            "#]],
        )
        .await;
}

#[tokio::test]
async fn a_commit_that_nobody_waits_for_any_more_is_undone() {
    let bench = Bench::new();
    bench.given(PRIOR).await;
    bench.given(THREE.strip_suffix("COMMIT").expect("it ends with COMMIT")).await;
    let reached = Arc::new(tokio::sync::Notify::new());
    let notify = Arc::clone(&reached);
    *bench.recorder.on_change.lock().expect("no panic while locked") = Some(Box::new(move |number| {
        if number == 2 + 2 {
            notify.notify_one();
        }
    }));
    tokio::select! {
        biased;
        () = reached.notified() => {}
        _ = bench.transcript("COMMIT") => panic!("the commit came to its end"),
    }
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    let left = "SELECT log_group_name, retention_in_days FROM aws.logs.log_groups ORDER BY 1";
    bench.check(left, expect![[r#"
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"c"}
        > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"replace","path":"/RetentionInDays","value":30}]
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"replace","path":"/RetentionInDays","value":7}]
        > us-east-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=c
        > us-east-1 ListResources TypeName=AWS::Logs::LogGroup
        +----------------+-------------------+
        | log_group_name | retention_in_days |
        +----------------+-------------------+
        | a              | 7                 |
        | b              | 7                 |
        +----------------+-------------------+
    "#]]).await;
}

#[test]
fn running_a_statement_can_be_sent_to_another_thread() {
    fn check<T: Send>(_: &T) {}
    let bench = Bench::new();
    for parsed in bench.session.parse("BEGIN; COMMIT").expect("statements") {
        check(&bench.session.run(&parsed));
    }
}

#[tokio::test]
async fn rows_that_fail_on_their_way_fail_the_transaction() {
    let bench = Bench::new();
    bench
        .check(
            "BEGIN; SELECT 1 / (length('a') - 1) AS n; SELECT 1; ROLLBACK",
            expect![[r#"
                BEGIN
                22012: division by zero
                25P02: the transaction has failed: statements are ignored until it ends
                  hint: ROLLBACK ends it
                ROLLBACK
            "#]],
        )
        .await;
}
