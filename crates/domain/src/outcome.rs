//! What a rule returns: changed records with the facts that changed them, ledger entries, wakes and messages.
//!
//! A record *is* the fold of its facts: a rule never edits a record, it states facts, and [`Changed`] applies them.
//! So the journal can always rebuild the record, and `makegood check` proves that it does.

use crate::callback::Callback;
use crate::catalogue::{MonthlySales, Part, Product, Unit};
use crate::ids::{PersonId, ProviderId, StatementId};
use crate::ledger::Entry;
use crate::obligation::Obligation;
use crate::order::Order;
use crate::party::{Customer, Person, Provider, Technician};
use crate::request::Request;
use crate::settlement::{Statement, StatementLine};
use crate::signed::SignedAgreement;
use crate::words::Words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The kind of record a fact is about; its code stands in the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// A request 报修.
    Request,
    /// An order 工单.
    Order,
    /// An obligation.
    Obligation,
    /// A callback 回访.
    Callback,
    /// A statement 结算单.
    Statement,
    /// A product (model).
    Product,
    /// A part 配件.
    Part,
    /// A unit 机器.
    Unit,
    /// A customer 用户.
    Customer,
    /// A provider 乙方.
    Provider,
    /// A technician 师傅.
    Technician,
    /// A person who signs in.
    Person,
    /// One month's sales of one provider in one product line.
    Sales,
    /// One version of an agreement.
    Agreement,
    /// A ledger entry.
    Entry,
}

impl SubjectKind {
    /// Every kind, in the order of their codes.
    pub const ALL: [Self; 15] = [
        Self::Request,
        Self::Order,
        Self::Obligation,
        Self::Callback,
        Self::Statement,
        Self::Product,
        Self::Part,
        Self::Unit,
        Self::Customer,
        Self::Provider,
        Self::Technician,
        Self::Person,
        Self::Sales,
        Self::Agreement,
        Self::Entry,
    ];

    /// The stable code stored in the journal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Order => "order",
            Self::Obligation => "obligation",
            Self::Callback => "callback",
            Self::Statement => "statement",
            Self::Product => "product",
            Self::Part => "part",
            Self::Unit => "unit",
            Self::Customer => "customer",
            Self::Provider => "provider",
            Self::Technician => "technician",
            Self::Person => "person",
            Self::Sales => "sales",
            Self::Agreement => "agreement",
            Self::Entry => "entry",
        }
    }

    /// Reads a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its name for people.
    pub const fn words(self) -> Words {
        match self {
            Self::Request => Words::fixed("报修", "request"),
            Self::Order => Words::fixed("工单", "order"),
            Self::Obligation => Words::fixed("义务", "obligation"),
            Self::Callback => Words::fixed("回访", "callback"),
            Self::Statement => Words::fixed("结算单", "statement"),
            Self::Product => Words::fixed("产品", "product"),
            Self::Part => Words::fixed("配件", "part"),
            Self::Unit => Words::fixed("机器", "unit"),
            Self::Customer => Words::fixed("用户", "customer"),
            Self::Provider => Words::fixed("服务商", "provider"),
            Self::Technician => Words::fixed("师傅", "technician"),
            Self::Person => Words::fixed("人员", "person"),
            Self::Sales => Words::fixed("月销售额", "monthly sales"),
            Self::Agreement => Words::fixed("协议", "agreement"),
            Self::Entry => Words::fixed("分录", "ledger entry"),
        }
    }
}

/// A record a fact, an obligation or a wake is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// Which kind.
    pub kind: SubjectKind,
    /// Its identifier.
    #[serde(with = "id_text")]
    pub id: i64,
}

/// Identifiers travel as text, because JSON readers lose digits beyond 2^53.
mod id_text {
    use serde::{Deserialize, Deserializer, Serializer, de};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's `with` passes references")]
    pub fn serialize<S: Serializer>(id: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// When a fact happened and who made it so; `None` is the product itself (a due obligation, an import).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The instant, from the clock passed in.
    pub at: Timestamp,
    /// The person.
    pub by: Option<PersonId>,
}

/// A record that is the fold of its facts.
pub trait Aggregate: Clone + PartialEq + Serialize + DeserializeOwned {
    /// What can happen to it.
    type Fact: Clone + PartialEq + Serialize + DeserializeOwned;
    /// Its kind in the journal.
    const KIND: SubjectKind;
    /// Its identifier.
    fn id(&self) -> i64;
    /// How many facts it has; the guard against lost updates.
    fn version(&self) -> u32;
    /// Applies one fact; `None` when the fact cannot follow (a damaged journal).
    fn fold(before: Option<Self>, id: i64, fact: &Self::Fact, stamp: Stamp) -> Option<Self>;
    /// The fact's stable name: `order.accepted`.
    fn fact_name(fact: &Self::Fact) -> &'static str;
}

/// A record, the facts just stated of it, and the version they were stated on.
#[derive(Clone, Debug, PartialEq)]
pub struct Changed<A: Aggregate> {
    /// The version before; 0 when the record is new.
    pub before_version: u32,
    /// The record after all the facts.
    pub after: A,
    /// The facts, oldest first.
    pub facts: Vec<A::Fact>,
}

impl<A: Aggregate> Changed<A> {
    /// A new record, from its first fact.
    pub fn new(id: i64, fact: A::Fact, stamp: Stamp) -> Self {
        let after = A::fold(None, id, &fact, stamp)
            .unwrap_or_else(|| panic!("{} cannot begin with {}", A::KIND.code(), A::fact_name(&fact)));
        Self { before_version: 0, after, facts: vec![fact] }
    }

    /// An existing record, with one more fact.
    pub fn of(record: &A, fact: A::Fact, stamp: Stamp) -> Self {
        Self { before_version: record.version(), after: record.clone(), facts: Vec::new() }.then(fact, stamp)
    }

    /// One more fact.
    #[must_use]
    pub fn then(self, fact: A::Fact, stamp: Stamp) -> Self {
        let Self { before_version, after, mut facts } = self;
        let id = after.id();
        let after = A::fold(Some(after), id, &fact, stamp)
            .unwrap_or_else(|| panic!("{} cannot follow in {} {id}", A::fact_name(&fact), A::KIND.code()));
        facts.push(fact);
        Self { before_version, after, facts }
    }
}

/// One changed record of any kind.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant is the record it names")]
pub enum Change {
    Request(Box<Changed<Request>>),
    Order(Box<Changed<Order>>),
    Obligation(Box<Changed<Obligation>>),
    Callback(Box<Changed<Callback>>),
    Statement(Box<Changed<Statement>>),
    Product(Box<Changed<Product>>),
    Part(Box<Changed<Part>>),
    Unit(Box<Changed<Unit>>),
    Customer(Box<Changed<Customer>>),
    Provider(Box<Changed<Provider>>),
    Technician(Box<Changed<Technician>>),
    Person(Box<Changed<Person>>),
    Sales(Box<Changed<MonthlySales>>),
    Agreement(Box<Changed<SignedAgreement>>),
}

macro_rules! change_from {
    ($($variant:ident: $record:ty,)+) => {$(
        impl From<Changed<$record>> for Change {
            fn from(changed: Changed<$record>) -> Self {
                Self::$variant(Box::new(changed))
            }
        }
    )+};
}

change_from! {
    Request: Request,
    Order: Order,
    Obligation: Obligation,
    Callback: Callback,
    Statement: Statement,
    Product: Product,
    Part: Part,
    Unit: Unit,
    Customer: Customer,
    Provider: Provider,
    Technician: Technician,
    Person: Person,
    Sales: MonthlySales,
    Agreement: SignedAgreement,
}

/// "Look again at this instant": a hint, never an order. The handler loads the record and decides anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wake {
    /// Not before this instant.
    pub due_at: Timestamp,
    /// At which record.
    pub subject: Subject,
}

/// A message that leaves through the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// To whom.
    pub to: Recipient,
    /// What it is about.
    pub subject: Subject,
    /// The text.
    pub text: Words,
}

/// Who gets a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The customer, at the phone on file.
    Customer(crate::ids::CustomerId),
    /// The provider's desk.
    Provider(ProviderId),
    /// The service centre.
    Centre,
}

/// Lines appended to a statement's round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppendedLines {
    /// The statement.
    pub statement_id: StatementId,
    /// The round of submission.
    pub round: u32,
    /// The lines.
    pub lines: Vec<StatementLine>,
}

/// Everything one command does; committed as a whole or not at all.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use = "an outcome does nothing until it is committed"]
pub struct Outcome {
    /// Changed records.
    pub changes: Vec<Change>,
    /// Statement lines.
    pub lines: Vec<AppendedLines>,
    /// Balanced ledger entries.
    pub entries: Vec<Entry>,
    /// Instants to look again.
    pub wakes: Vec<Wake>,
    /// Messages for the outbox.
    pub messages: Vec<Message>,
}

impl Outcome {
    /// An outcome of one changed record.
    pub fn of(change: impl Into<Change>) -> Self {
        Self::default().and(change)
    }

    /// One more changed record.
    pub fn and(mut self, change: impl Into<Change>) -> Self {
        self.changes.push(change.into());
        self
    }

    /// An obligation, with the wake that looks at it when it falls due.
    pub fn and_obligation(mut self, obligation: Changed<Obligation>) -> Self {
        if let Some(due_at) = obligation.after.open_due_at() {
            let subject = Subject { kind: SubjectKind::Obligation, id: obligation.after.id.0 };
            self.wakes.push(Wake { due_at, subject });
        }
        self.and(obligation)
    }

    /// Further lines of a statement; nothing when there are none.
    pub fn and_lines(mut self, statement: &Statement, lines: Vec<StatementLine>) -> Self {
        if !lines.is_empty() {
            self.lines.push(AppendedLines { statement_id: statement.id, round: statement.round, lines });
        }
        self
    }

    /// A ledger entry.
    pub fn and_entry(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        self
    }

    /// A message.
    pub fn and_message(mut self, to: Recipient, subject: Subject, text: Words) -> Self {
        self.messages.push(Message { to, subject, text });
        self
    }

    /// Joins another outcome to this one.
    pub fn join(mut self, other: Self) -> Self {
        self.changes.extend(other.changes);
        self.lines.extend(other.lines);
        self.entries.extend(other.entries);
        self.wakes.extend(other.wakes);
        self.messages.extend(other.messages);
        self
    }
}
