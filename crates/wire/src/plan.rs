//! Plans: shapes with their members' targets resolved once, for the codecs.
//!
//! A [`Member`] names its target and looks it up each time it is asked. A
//! codec visits the same members for every item of a list, so it walks plans
//! instead, which keep the way to the target. Plans are made on first use,
//! one for each shape that is met, and live as long as the shapes do.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{OnceLock, PoisonError, RwLock};

use callboard_model::shape::{Location, Member, Shape, ShapeKind};

use crate::xml::element_name;

/// A shape, ready for a codec.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) shape: &'static Shape,
    pub(crate) kind: PlanKind,
    pub(crate) habit: Habit,
    event_stream: OnceLock<bool>,
}

/// What is usual of a structure's members: the items of a list are mostly alike.
#[derive(Debug, Default)]
pub(crate) struct Habit {
    /// How many members the last one had.
    count: AtomicUsize,
    /// Which member came first in the last one.
    first: AtomicUsize,
}

impl Habit {
    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    pub(crate) fn set_count(&self, count: usize) {
        if self.count() != count {
            self.count.store(count, Ordering::Relaxed);
        }
    }

    /// The field that came after `last` the last time, or first.
    pub(crate) fn guess(&self, fields: &[Field], last: Option<usize>) -> usize {
        last.map_or(&self.first, |it| &fields[it].successor).load(Ordering::Relaxed)
    }

    pub(crate) fn learn(&self, fields: &[Field], last: Option<usize>, found: usize) {
        last.map_or(&self.first, |it| &fields[it].successor).store(found, Ordering::Relaxed);
    }
}

#[derive(Debug)]
pub(crate) enum PlanKind {
    Structure(Vec<Field>),
    Union(Vec<Field>),
    /// Any JSON value.
    Document,
    List(Slot),
    /// Keys are text, so only the values need a plan.
    Map(Slot),
    String,
    Integer,
    Long,
    Float,
    Boolean,
    Blob,
    Timestamp,
}

/// A member of a structure.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) wire_name: &'static str,
    pub(crate) location: Location,
    pub(crate) slot: Slot,
    /// The member that came after this one the last time.
    successor: AtomicUsize,
    /// The name of its elements in XML, once it was needed.
    xml_name: OnceLock<&'static str>,
}

/// A use of a shape, with the plan of the shape once it was needed.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) member: &'static Member,
    target: OnceLock<&'static Plan>,
}

impl Slot {
    fn new(member: &'static Member) -> Self {
        Self { member, target: OnceLock::new() }
    }

    pub(crate) fn plan(&self) -> &'static Plan {
        self.target.get_or_init(|| Plan::of(self.member.shape()))
    }
}

impl Plan {
    /// The plan of a shape.
    pub(crate) fn of(shape: &'static Shape) -> &'static Plan {
        static PLANS: RwLock<Option<HashMap<usize, &'static Plan>>> = RwLock::new(None);
        let address = std::ptr::from_ref(shape).addr();
        let known =
            PLANS.read().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(|it| it.get(&address).copied());
        known.unwrap_or_else(|| {
            let mut plans = PLANS.write().unwrap_or_else(PoisonError::into_inner);
            plans.get_or_insert_default().entry(address).or_insert_with(|| {
                Box::leak(Box::new(Plan {
                    shape,
                    kind: PlanKind::of(shape),
                    habit: Habit::default(),
                    event_stream: OnceLock::new(),
                }))
            })
        })
    }

    /// Whether a member is an event stream.
    pub(crate) fn has_event_stream(&self) -> bool {
        *self.event_stream.get_or_init(|| {
            let is_stream = |it: &Field| it.slot.plan().shape.traits.event_stream;
            self.fields().iter().any(is_stream)
        })
    }

    /// Members of a structure or union.
    pub(crate) fn fields(&self) -> &[Field] {
        match &self.kind {
            PlanKind::Structure(fields) | PlanKind::Union(fields) => fields,
            _ => &[],
        }
    }
}

impl PlanKind {
    fn of(shape: &'static Shape) -> Self {
        match &shape.kind {
            ShapeKind::Structure(_) if shape.traits.document => Self::Document,
            ShapeKind::Structure(members) => {
                let fields = members.iter().map(Field::new).collect();
                if shape.traits.union { Self::Union(fields) } else { Self::Structure(fields) }
            }
            ShapeKind::List(item) => Self::List(Slot::new(item)),
            ShapeKind::Map(_, value) => Self::Map(Slot::new(value)),
            ShapeKind::String | ShapeKind::Character => Self::String,
            ShapeKind::Integer => Self::Integer,
            ShapeKind::Long => Self::Long,
            ShapeKind::Float | ShapeKind::Double => Self::Float,
            ShapeKind::Boolean => Self::Boolean,
            ShapeKind::Blob => Self::Blob,
            ShapeKind::Timestamp => Self::Timestamp,
        }
    }
}

/// Which members of the outermost structure are read or written; the inner ones always are, all of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Part {
    /// All of them.
    #[default]
    Whole,
    /// Those that travel in the body of a request.
    RequestBody,
    /// Those that travel in the body of an answer, where a URI has no place.
    AnswerBody,
}

impl Part {
    /// Whether members at `location` are among them.
    #[inline]
    pub fn has(self, location: Location) -> bool {
        match self {
            Self::Whole => true,
            Self::RequestBody => location == Location::Body,
            Self::AnswerBody => !matches!(location, Location::Header | Location::Headers | Location::StatusCode),
        }
    }
}

impl Field {
    /// The name of its elements in XML.
    pub(crate) fn xml_name(&self) -> &'static str {
        self.xml_name.get_or_init(|| element_name(self.slot.member, self.slot.plan().shape))
    }

    fn new(member: &'static Member) -> Self {
        Self {
            name: member.name,
            wire_name: member.wire_name(),
            location: member.location,
            slot: Slot::new(member),
            successor: AtomicUsize::new(0),
            xml_name: OnceLock::new(),
        }
    }
}

/// Finds the field that `is_it` accepts, looking first at those after the last hit: members mostly come in the
/// order of the model, with some left out.
pub(crate) fn find(fields: &[Field], next: usize, is_it: impl Fn(&Field) -> bool) -> Option<usize> {
    let next = next.min(fields.len());
    match fields[next..].iter().position(&is_it) {
        Some(place) => Some(next + place),
        None => fields[..next].iter().position(is_it),
    }
}
