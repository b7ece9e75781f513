//! Packs the schemas of all types of `awscc` into `facts/awscc-schemas.zst`.

use std::path::Path;

use callboard_terraform::awscc::schemas_of_types;

/// Higher levels save little.
const LEVEL: i32 = 19;

fn main() -> std::io::Result<()> {
    let schemas = schemas_of_types();
    let packed = zstd::bulk::compress(&schemas, LEVEL)?;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("facts/awscc-schemas.zst");
    println!("{}: {} bytes of {}", file.display(), packed.len(), schemas.len());
    std::fs::write(file, packed)
}
