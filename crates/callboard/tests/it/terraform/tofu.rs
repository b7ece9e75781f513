//! OpenTofu: when it is run, and what it reads. A program that writes down what it finds stands for it.

use expect_test::expect;

use super::{Project, executable};

const CONFIGURATION: &str = "terraform {\n  required_providers {\n    aws = { source = \"hashicorp/aws\", version = \
                             \"~> 6.0\" }\n  }\n}\n";

/// A project with these programs, and no others, on its search path.
fn project(names: &[&str]) -> Project {
    let mut project = Project::new(CONFIGURATION);
    let folder = project.folder().with_file_name("bin");
    std::fs::create_dir(&folder).expect("a folder");
    for name in names {
        executable(&folder.join(name), &format!("echo \"{name} $*\"; cat \"$TF_CLI_CONFIG_FILE\" | head -n 2"));
    }
    let path = format!("{}:/bin:/usr/bin", folder.display());
    project.callboard = project.callboard.variable("PATH", &path);
    project
}

/// The first line that the program says.
fn first(project: &Project, words: &[&str]) -> String {
    let printed = project.run(words);
    assert_eq!(printed.code, 0, "{words:?}: {}", printed.stderr);
    printed.stdout.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn tofu_is_run_where_it_is_named_or_alone() {
    let alone = project(&["tofu"]);
    assert_eq!(first(&alone, &["terraform", "--", "plan", "-no-color"]), "tofu plan -no-color");
    assert_eq!(first(&alone, &["terraform", "plan", "-out", "x", "--help"]), "tofu plan -out x --help", "the same");
    assert_eq!(first(&alone, &["terraform", "-chdir=.", "apply"]), "tofu -chdir=. apply");
    assert_eq!(first(&alone, &["terraform", "--", "init"]), "tofu init", "which is not callboard's own");
    let mut both = project(&["terraform", "tofu"]);
    assert_eq!(first(&both, &["terraform", "--", "plan"]), "terraform plan");
    assert_eq!(first(&both, &["terraform", "--program", "tofu", "--", "plan"]), "tofu plan");
    assert_eq!(first(&both, &["terraform", "--", "tofu", "plan"]), "tofu plan");
    both.callboard = both.callboard.variable("CALLBOARD_TERRAFORM_PROGRAM", "tofu");
    assert_eq!(first(&both, &["terraform", "--", "plan"]), "tofu plan");
    assert_eq!(first(&both, &["terraform", "--", "terraform", "plan"]), "terraform plan");
    let wrong = both.run(&["terraform", "--program", "/nowhere/tofu", "--", "plan"]);
    expect![[r#"
        error: /nowhere/tofu cannot be run: No such file or directory (os error 2)
    "#]]
    .assert_eq(&wrong.stderr);

    let none = project(&[]);
    let none = Project { callboard: none.callboard.variable("PATH", "/nowhere"), ..none };
    expect![[r#"
        error: neither `terraform` nor `tofu` is on the search path; name it with --program or CALLBOARD_TERRAFORM_PROGRAM
    "#]].assert_eq(&none.run(&["terraform", "--", "plan"]).stderr);
}

#[test]
fn tofu_keeps_what_its_own_configuration_says() {
    let project = project(&["terraform", "tofu"]);
    let home = project.folder().parent().expect("a home");
    for (name, note) in [(".terraformrc", "# of Terraform\n"), (".tofurc", "# of OpenTofu\n")] {
        std::fs::write(home.join(name), note).expect("a file");
    }
    let said = |words: &[&str]| project.run(words).stdout.lines().nth(1).unwrap_or_default().to_owned();
    assert_eq!(said(&["terraform", "--", "tofu", "plan"]), "# of OpenTofu");
    assert_eq!(said(&["terraform", "--", "terraform", "plan"]), "# of Terraform");

    let written = project.run(&["terraform", "init", "--write"]);
    let home_text = home.display().to_string();
    expect![[r#"
        hashicorp/aws 6.25.0 is ready (main.tf: ~> 6.0)
        HOME/.terraformrc names the mirror now
        HOME/.tofurc names the mirror now
        next: `terraform init`, or `tofu init`
    "#]]
    .assert_eq(&written.stderr.replace(&home_text, "HOME"));
    for name in [".terraformrc", ".tofurc"] {
        let text = std::fs::read_to_string(home.join(name)).expect("a file");
        assert!(text.starts_with("# of") && text.contains("registry.opentofu.org/hashicorp/aws"), "{name}: {text}");
    }
    let mirror = home.join(".local/share/callboard/terraform/mirror/registry.opentofu.org/hashicorp/aws/6.25.0");
    assert!(mirror.is_dir());
}
