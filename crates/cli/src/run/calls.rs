//! The calls of an operation, and what is printed of their answers.

use std::future::poll_fn;
use std::io::Write;
use std::pin::{Pin, pin};
use std::task::Poll;

use callboard_model::document::{Document, Map};
use callboard_model::service::{Operation, Paginator, Waiter};
use callboard_model::shape::{Member, ShapeKind};
use callboard_plane::paginate::{Merger, PageOptions, Pages};
use callboard_plane::waiter::{self, WaitOptions};
use callboard_plane::{Call, Output, Plane as _};

use super::help;
use super::output::OutputSettings;
use super::pager::Pager;
use super::words::Words;
use crate::customizations::{self, WithPolicies};
use crate::decode::globals::Globals;
use crate::decode::operation::{self, OperationCommand, OperationRequest, Request, Skeleton};
use crate::decode::paramfile;
use crate::encode::error::Failure;
use crate::encode::{self, Format, Printer, json, skeleton, table};
use crate::host::{Host, Session};

/// What every call of a command needs.
pub struct Caller<'a> {
    /// The global options.
    pub globals: &'a Globals,
    /// The world outside.
    pub host: &'a dyn Host,
    /// Where answers go.
    pub out: &'a mut dyn Write,
    /// Where warnings go.
    pub err: &'a mut dyn Write,
}

impl Caller<'_> {
    /// Carries out `SERVICE OPERATION …`.
    pub async fn operation(mut self, command: OperationCommand<'_>, words: &[String]) -> Result<i32, Failure> {
        let connection = self.globals.connection()?;
        let settings = OutputSettings::new(self.globals, self.host)?;
        let request = match operation::decode(command, words, self.globals.paginate, self.host)? {
            Request::Help => return help::operation(command, self.globals, self.host, self.out),
            Request::Call(request) => *request,
        };
        self.warn(&request)?;
        if let Some(skeleton) = request.skeleton {
            return self.skeleton(skeleton, command.operation, request.input, &settings);
        }
        let session = self.host.open(&connection, command.operation.service)?;
        let paginator = command.operation.service.paginator(command.operation.name);
        match paginator.filter(|_| self.globals.paginate && !request.paged_by_hand) {
            Some(paginator) => self.pages(&session, command.operation, paginator, request, &settings).await,
            None => self.single(&session, command.operation, request, &settings).await,
        }
    }

    /// Carries out `SERVICE wait WAITER …`.
    pub async fn wait(
        mut self,
        command: OperationCommand<'_>,
        waiter: &'static Waiter,
        words: &[String],
    ) -> Result<i32, Failure> {
        let connection = self.globals.connection()?;
        let settings = OutputSettings::new(self.globals, self.host)?;
        let request = match operation::decode(command, words, self.globals.paginate, self.host)? {
            Request::Help => return help::waiter(command, waiter, self.globals, self.host, self.out),
            Request::Call(request) => *request,
        };
        self.warn(&request)?;
        if let Some(skeleton) = request.skeleton {
            return self.skeleton(skeleton, command.operation, request.input, &settings);
        }
        let mut input = request.input;
        let session = self.host.open(&connection, command.operation.service)?;
        operation::settle(&mut input, command.operation, settings.blobs_are_base64)?;
        let call = call(&session, command.operation, input);
        waiter::wait(session.plane.as_ref(), &call, waiter, WaitOptions::default()).await?;
        Ok(0)
    }

    fn warn(&mut self, request: &OperationRequest) -> Result<(), Failure> {
        for warning in &request.warnings {
            writeln!(self.err, "{warning}")?;
        }
        Ok(())
    }

    fn skeleton(
        &mut self,
        wanted: Skeleton,
        operation: &'static Operation,
        mut input: Map,
        settings: &OutputSettings,
    ) -> Result<i32, Failure> {
        match wanted {
            Skeleton::Input => skeleton::write_input(operation, self.out)?,
            Skeleton::YamlInput => {
                let words = Words::of(operation.service.name, self.host);
                let describe = |owner: &str, member: &'static Member| words.sentence(owner, member);
                skeleton::write_yaml_input(operation, &describe, self.out)?;
            }
            Skeleton::Output => {
                let answer = skeleton::output(operation);
                if let (Some(shape), Document::Map(members)) = (operation.output, &answer) {
                    operation::check(members, shape)?;
                }
                operation::settle(&mut input, operation, settings.blobs_are_base64)?;
                self.print(operation.name, answer, settings)?;
            }
        }
        Ok(0)
    }

    async fn single(
        &mut self,
        session: &Session,
        operation: &'static Operation,
        request: OperationRequest,
        settings: &OutputSettings,
    ) -> Result<i32, Failure> {
        let mut input = request.input;
        operation::settle(&mut input, operation, settings.blobs_are_base64)?;
        let plane = WithPolicies(session.plane.as_ref());
        let mut output = plane.call(call(session, operation, input)).await?;
        if let Some(path) = request.outfile {
            save(&mut output, operation, &path, self.host)?;
        }
        customizations::after_call(operation, &request.kept, &mut output.members)?;
        self.print(operation.name, Document::Map(output.members), settings)?;
        Ok(0)
    }

    async fn pages(
        &mut self,
        session: &Session,
        operation: &'static Operation,
        paginator: &'static Paginator,
        request: OperationRequest,
        settings: &OutputSettings,
    ) -> Result<i32, Failure> {
        let mut input = request.input;
        // The page size is a member of the first call, and is validated with it.
        if let (Some(size), Some(key)) = (request.paging.page_size, paginator.limit_key) {
            input.insert(key, page_size(operation, key, size));
        }
        operation::settle(&mut input, operation, settings.blobs_are_base64)?;
        let options = PageOptions { page_size: None, ..request.paging };
        let call = call(session, operation, input);
        let plane = WithPolicies(session.plane.as_ref());
        let pages = Pages::new(&plane, call, paginator, options)?;
        let format = settings.format();
        match format {
            Ok(format) if format.is_page_wise() => self.page_by_page(pages, operation, format, settings).await?,
            Ok(Format::Json | Format::Table) if settings.query.is_none() => {
                self.as_they_come(pages, operation, format?, settings).await?;
            }
            _ => {
                let merged = pages.full_result().await?;
                self.print(operation.name, Document::Map(merged), settings)?;
            }
        }
        Ok(0)
    }

    /// Prints each page on its own, through `--query` on its own.
    async fn page_by_page(
        &mut self,
        mut pages: Pages<'_>,
        operation: &'static Operation,
        format: Format,
        settings: &OutputSettings,
    ) -> Result<(), Failure> {
        let mut pager = Pager::start(self.globals, self.host)?;
        let out: &mut dyn Write = match &mut pager {
            Some(pager) => pager,
            None => self.out,
        };
        let mut printer = Printer::new(format, settings.style(operation.name), out);
        let mut first = true;
        while let Some(page) = pages.next().await? {
            let shown = match format {
                Format::Text => joined_members(&pages, page.members, first),
                _ => page.members,
            };
            first = false;
            printer.page(&settings.select(Document::Map(shown))?)?;
        }
        if let Some(token) = pages.resume_token().filter(|_| format == Format::Text) {
            let token = Map::new().with("NextToken", Map::new().with("NextToken", token));
            printer.page(&settings.select(Document::Map(token))?)?;
        }
        printer.finish()?;
        pager.map_or(Ok(()), Pager::finish)?;
        Ok(())
    }

    /// Prints the items of a listing as its pages come; the rest of the answer behind them.
    async fn as_they_come(
        &mut self,
        mut pages: Pages<'_>,
        operation: &'static Operation,
        format: Format,
        settings: &OutputSettings,
    ) -> Result<(), Failure> {
        let mut pager = Pager::start(self.globals, self.host)?;
        let out: &mut dyn Write = match &mut pager {
            Some(pager) => pager,
            None => self.out,
        };
        let mut merger = Merger::new(pages.result_keys().to_vec());
        let Some(mut page) = pages.next().await? else { return Ok(()) };
        let items = pages.result_keys().first().cloned();
        let path = items.as_ref().map(ToString::to_string).unwrap_or_default();
        let path: Vec<&str> = path.split('.').collect();
        let mut stream = match format {
            Format::Table => Listing::Table(Box::new(table::Stream::new(settings.style(operation.name), out))),
            _ => Listing::Json(json::Stream::new(settings.timestamps, out)),
        };
        let list = |page: &mut Output| match items.as_ref()?.get_mut(&mut page.members)? {
            Document::List(items) => Some(std::mem::take(items)),
            _ => None,
        };
        match list(&mut page) {
            Some(first) => {
                stream.begin(&path);
                let mut page_items = first;
                loop {
                    drop_list(&mut page, items.as_ref());
                    merger.add(page.members);
                    // The next page is under way while this one is printed.
                    let mut next = pin!(pages.next());
                    let early = nudge(next.as_mut()).await;
                    stream.items(page_items)?;
                    let next = match early {
                        Some(next) => next?,
                        None => next.await?,
                    };
                    let Some(following) = next else { break };
                    page = following;
                    page_items = list(&mut page).unwrap_or_default();
                }
            }
            // Without items on the first page the order of members is open until the end.
            None => {
                merger.add(page.members);
                while let Some(page) = pages.next().await? {
                    merger.add(page.members);
                }
            }
        }
        let merged = merger.finish(pages.first_page_part(), pages.resume_token());
        stream.finish(&merged)?;
        pager.map_or(Ok(()), Pager::finish)?;
        Ok(())
    }

    /// Prints a whole answer through `--query`.
    fn print(&mut self, title: &str, answer: Document, settings: &OutputSettings) -> Result<(), Failure> {
        let format = settings.format()?;
        let answer = settings.select(answer)?;
        let mut pager = Pager::start(self.globals, self.host)?;
        let style = settings.style(title);
        match &mut pager {
            Some(pager) => encode::write(format, &answer, &style, pager)?,
            None => encode::write(format, &answer, &style, self.out)?,
        }
        pager.map_or(Ok(()), Pager::finish)?;
        Ok(())
    }
}

/// Lets a future begin its work, and the tasks that do it for it; its output where it is there already.
async fn nudge<F: Future>(mut future: Pin<&mut F>) -> Option<F::Output> {
    /// A request goes through a queue to the task of its connection, which then writes it.
    const TURNS: usize = 3;
    for _ in 0..TURNS {
        let mut yielded = false;
        let polled = poll_fn(|context| match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if yielded => Poll::Ready(None),
            Poll::Pending => {
                yielded = true;
                context.waker().wake_by_ref();
                Poll::Pending
            }
        });
        if let Some(output) = polled.await {
            return Some(output);
        }
    }
    None
}

/// A listing on its way out.
enum Listing<'a> {
    Json(json::Stream<'a>),
    Table(Box<table::Stream<'a>>),
}

impl Listing<'_> {
    fn begin(&mut self, path: &[&str]) {
        match self {
            Self::Json(stream) => stream.begin(path),
            Self::Table(stream) => stream.begin(path),
        }
    }

    fn items(&mut self, items: Vec<Document>) -> std::io::Result<()> {
        match self {
            Self::Json(stream) => stream.items(&items),
            Self::Table(stream) => {
                stream.items(items);
                Ok(())
            }
        }
    }

    fn finish(self, merged: &Map) -> std::io::Result<()> {
        match self {
            Self::Json(stream) => stream.finish(merged),
            Self::Table(stream) => stream.finish(merged),
        }
    }
}

/// Leaves nothing where the printed list was, so that it takes no part in the merged answer.
fn drop_list(page: &mut Output, items: Option<&callboard_model::jmespath::MemberPath>) {
    if let Some(items) = items {
        drop(items.take(&mut page.members));
    }
}

/// The members of a page that take part in a listing: `null` where the page has nothing.
fn joined_members(pages: &Pages<'_>, mut page: Map, first: bool) -> Map {
    let mut members = if first { pages.first_page_part().clone() } else { Map::new() };
    for key in pages.result_keys() {
        key.set(&mut members, key.take(&mut page).unwrap_or_default());
    }
    members
}

fn call(session: &Session, operation: &'static Operation, input: Map) -> Call {
    Call { operation, input, scope: session.scope.clone(), caller: session.caller.clone() }
}

/// The page size as the kind of its member.
fn page_size(operation: &'static Operation, key: &str, size: u64) -> Document {
    let member = operation.input.and_then(|it| it.member(key));
    match member.map(|it| &it.shape().kind) {
        Some(ShapeKind::String) => Document::String(size.to_string()),
        _ => Document::Integer(size.into()),
    }
}

/// Writes the body of an answer to a file and takes it out of the answer.
fn save(output: &mut Output, operation: &'static Operation, path: &str, host: &dyn Host) -> Result<(), Failure> {
    let body = crate::decode::arguments::streamed_member(operation).and_then(|it| output.members.remove(it));
    let bytes = match body {
        Some(Document::Blob(bytes)) => bytes,
        Some(Document::String(text)) => text.into_bytes(),
        _ => Vec::new(),
    };
    let path = paramfile::expand(path, host);
    std::fs::write(&path, bytes).map_err(|err| Failure::general(paramfile::describe(&err, &path)))
}
