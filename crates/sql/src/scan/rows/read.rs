//! Reading: wanted properties of a JSON object become cells, the others are skipped where they stand.

use std::fmt;

use serde_core::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde_core::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use super::{Cell, Layout, Row, Slot, tags_of};

/// Reads one object: wanted properties into cells, others not at all.
pub(super) struct ObjectSeed<'a> {
    pub(super) layout: &'a Layout,
    pub(super) row: &'a mut Row,
}

/// What is wanted of a property.
enum Wanted {
    Property(usize),
    Tags,
    Nothing,
}

impl<'de> DeserializeSeed<'de> for ObjectSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ObjectSeed<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the properties of a resource")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { layout, row } = self;
        while let Some(wanted) = map.next_key_seed(KeySeed(layout))? {
            match wanted {
                Wanted::Nothing => {
                    map.next_value::<IgnoredAny>()?;
                }
                Wanted::Tags => row.tags = Some(tags_of(&map.next_value::<Value>()?)),
                Wanted::Property(number) => {
                    let slots = &layout.wanted[number].1;
                    match slots.as_slice() {
                        [only] if layout.slots[*only].path.is_empty() => {
                            row.cells[*only] = map.next_value_seed(CellSeed(&layout.slots[*only]))?;
                        }
                        _ => layout.fill(row, slots, &map.next_value::<Value>()?),
                    }
                }
            }
        }
        Ok(())
    }
}

/// Reads the name of a property.
struct KeySeed<'a>(&'a Layout);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Wanted;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Wanted, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Wanted;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a property")
    }

    fn visit_str<E>(self, name: &str) -> Result<Wanted, E> {
        if self.0.tags == Some(name) {
            return Ok(Wanted::Tags);
        }
        let found = self.0.wanted.iter().position(|(wanted, _)| *wanted == name);
        Ok(found.map_or(Wanted::Nothing, Wanted::Property))
    }
}

/// Reads one value as the cell of a column.
pub(super) struct CellSeed<'a>(pub(super) &'a Slot);

impl<'de> DeserializeSeed<'de> for CellSeed<'_> {
    type Value = Cell;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cell, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for CellSeed<'_> {
    type Value = Cell;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the value of a property")
    }

    fn visit_unit<E>(self) -> Result<Cell, E> {
        Ok(Cell::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Cell, E> {
        Ok(self.0.cell_of_boolean(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Cell, E> {
        Ok(self.0.cell_of_integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Cell, E> {
        Ok(self.0.cell(&Value::from(number)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Cell, E> {
        Ok(self.0.cell_of_float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Cell, E> {
        Ok(self.0.cell_of_text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Cell, A::Error> {
        let value = Value::deserialize(SeqAccessDeserializer::new(sequence)).map_err(A::Error::custom)?;
        Ok(self.0.cell(&value))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Cell, A::Error> {
        let value = Value::deserialize(MapAccessDeserializer::new(map)).map_err(A::Error::custom)?;
        Ok(self.0.cell(&value))
    }
}
