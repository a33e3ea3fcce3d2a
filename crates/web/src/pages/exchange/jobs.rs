//! Imports under way, in memory: one runs at a time, a few wait for their sender's decision.

use app::exchange::{ImportFile, ImportReport, Phase, Progress};
use domain::ids::PersonId;
use domain::refusal::Refusal;
use domain::{Words, words};
use papers::sheet::Sheet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Imports kept at most; each holds its file until it is imported.
const JOBS_MAX: usize = 4;

/// Where an import stands.
#[derive(Clone, Debug)]
pub enum State {
    /// Rows are checked or written.
    Running(Progress),
    /// Checked; the sender decides.
    Checked(Arc<ImportReport>),
    /// Written, or left because of its errors.
    Done(Arc<ImportReport>),
    /// Ended by an error.
    Failed(Words),
}

/// One uploaded file on its way.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its number in this process.
    pub id: u64,
    /// Who sent it; nobody else sees it.
    pub owner: PersonId,
    /// What it holds.
    pub sheet: &'static Sheet,
    /// What the sender called it.
    pub name: String,
    /// The file; none once it is imported.
    pub file: Option<ImportFile>,
    /// Where it stands.
    pub state: State,
}

/// All imports of this process.
#[derive(Clone, Default)]
pub struct Jobs {
    table: Arc<Mutex<Table>>,
}

#[derive(Default)]
struct Table {
    last: u64,
    jobs: Vec<Job>,
}

impl Jobs {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a file in, to be checked at once. It takes the place of what its sender had waiting, or of the oldest.
    pub fn begin(
        &self,
        owner: PersonId,
        sheet: &'static Sheet,
        name: String,
        file: ImportFile,
    ) -> Result<u64, Refusal> {
        let mut table = self.table();
        table.nothing_runs()?;
        table.jobs.retain(|job| job.owner != owner);
        if table.jobs.len() >= JOBS_MAX {
            table.jobs.remove(0);
        }
        table.last += 1;
        let id = table.last;
        let state = State::Running(begun(Phase::Checking));
        table.jobs.push(Job { id, owner, sheet, name, file: Some(file), state });
        Ok(id)
    }

    /// Lets a checked import run; hands out its sheet and file.
    pub fn resume(&self, id: u64, owner: PersonId) -> Result<(&'static Sheet, ImportFile), Refusal> {
        let mut table = self.table();
        table.nothing_runs()?;
        let job = table.jobs.iter_mut().find(|job| job.id == id && job.owner == owner);
        let job = job.ok_or_else(gone)?;
        let (State::Checked(_), Some(file)) = (&job.state, job.file.clone()) else {
            return Err(Refusal::conflict(
                "exchange.not_checked",
                Words::fixed(
                    "这次导入已经处理过。如要再次导入，请重新上传文件。",
                    "This import was handled already. Upload the file again to import it once more.",
                ),
            ));
        };
        job.state = State::Running(begun(Phase::Writing));
        Ok((job.sheet, file))
    }

    /// The import, for its sender.
    pub fn find(&self, id: u64, owner: PersonId) -> Result<Job, Refusal> {
        let table = self.table();
        table.jobs.iter().find(|job| job.id == id && job.owner == owner).cloned().ok_or_else(gone)
    }

    /// What the sender has waiting.
    pub fn of(&self, owner: PersonId) -> Option<Job> {
        self.table().jobs.iter().find(|job| job.owner == owner).cloned()
    }

    /// Forgets an import that does not run.
    pub fn discard(&self, id: u64, owner: PersonId) -> Result<(), Refusal> {
        let mut table = self.table();
        if let Some(job) = table.jobs.iter().find(|job| job.id == id && job.owner == owner)
            && matches!(job.state, State::Running(_))
        {
            return Err(busy(job));
        }
        table.jobs.retain(|job| job.id != id || job.owner != owner);
        Ok(())
    }

    /// Notes how far it is, or how it ended; with the end the file is let go unless it still is to be imported.
    pub fn note(&self, id: u64, state: State) {
        let mut table = self.table();
        if let Some(job) = table.jobs.iter_mut().find(|job| job.id == id) {
            if matches!(state, State::Done(_) | State::Failed(_)) {
                job.file = None;
            }
            job.state = state;
        }
    }
}

impl Table {
    fn nothing_runs(&self) -> Result<(), Refusal> {
        let running = self.jobs.iter().find(|job| matches!(job.state, State::Running(_)));
        running.map_or(Ok(()), |job| Err(busy(job)))
    }
}

const fn begun(phase: Phase) -> Progress {
    Progress { phase, rows: 0, expected: 0 }
}

fn busy(job: &Job) -> Refusal {
    let (zh, en) = (&job.sheet.name.zh, &job.sheet.name.en);
    Refusal::conflict(
        "exchange.busy",
        words!(
            "正在处理一份“{zh}”，一次只能处理一份文件。请稍后再试。",
            "A file of “{en}” is being worked on, and only one is at a time. Try again in a moment."
        ),
    )
}

fn gone() -> Refusal {
    Refusal::not_found(&Words::fixed(
        "这次导入（可能已被新的上传取代）",
        "such import; a later upload may have replaced it",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use papers::sheet::PRODUCTS;

    fn file() -> ImportFile {
        ImportFile::Bytes { name: "a.csv".into(), bytes: Vec::new().into() }
    }

    fn begin(jobs: &Jobs, owner: i64) -> Result<u64, Refusal> {
        jobs.begin(PersonId(owner), &PRODUCTS, "a.csv".into(), file())
    }

    #[test]
    fn one_runs_at_a_time_and_few_wait() {
        let jobs = Jobs::default();
        for owner in 1..=6 {
            let id = begin(&jobs, owner).unwrap();
            assert_eq!(begin(&jobs, 9).unwrap_err().code, "exchange.busy");
            jobs.note(id, State::Checked(Arc::default()));
        }
        assert!(jobs.of(PersonId(1)).is_none() && jobs.of(PersonId(2)).is_none());
        assert!(jobs.of(PersonId(3)).is_some());
    }

    #[test]
    fn an_import_is_its_senders_and_runs_once() {
        let jobs = Jobs::default();
        let id = begin(&jobs, 1).unwrap();
        assert_eq!(jobs.resume(id, PersonId(1)).unwrap_err().code, "exchange.busy");
        jobs.note(id, State::Checked(Arc::default()));
        assert_eq!(jobs.resume(id, PersonId(2)).unwrap_err().code, "not_found");
        assert!(jobs.resume(id, PersonId(1)).is_ok());
        assert!(jobs.discard(id, PersonId(1)).is_err());
        jobs.note(id, State::Done(Arc::default()));
        assert!(jobs.find(id, PersonId(1)).unwrap().file.is_none());
        assert_eq!(jobs.resume(id, PersonId(1)).unwrap_err().code, "exchange.not_checked");
        jobs.discard(id, PersonId(1)).unwrap();
        assert_eq!(jobs.find(id, PersonId(1)).unwrap_err().code, "not_found");
    }
}
