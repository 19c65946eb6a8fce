//! Keeping the indexes: written in order, made anew beside the one in use, and swapped.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use async_trait::async_trait;
use meilisearch_sdk::client::SwapIndexes;
use meilisearch_sdk::documents::DocumentsQuery;
use meilisearch_sdk::errors::Error;
use meilisearch_sdk::task_info::TaskInfo;
use meilisearch_sdk::tasks::Task;
use platform_core::kinds::MissionId;
use platform_core::ports::{CopyError, SearchCopy, Shelf};
use platform_core::search::follow::{Change, Mark};
use platform_core::tenancy::Tenant;
use serde::Deserialize;
use uuid::Uuid;

use crate::document::{self, POSITION, Reached, field};
use crate::error::Failure;
use crate::http::Index;
use crate::settings::{FACET_SEARCH, PREFIXES, lacking, settings};
use crate::{Meilisearch, in_time};

/// How long Meilisearch may take to take something on.
const TAKE: Duration = Duration::from_secs(10);
/// How long it may take to do it: a batch of a large index on a busy machine.
const DONE: Duration = Duration::from_secs(300);
/// How often it is asked whether it is done.
const ASK: Duration = Duration::from_millis(20);
/// Documents read at once.
const READ: usize = 10_000;

#[async_trait]
impl SearchCopy for Meilisearch {
    async fn reached(&self, tenant: &Tenant) -> Result<Option<Mark>, CopyError> {
        let index = self.index(tenant, false);
        let reached = self.mark(&index).await?;
        if reached.is_some() {
            self.mend_settings(&index).await?;
        }
        Ok(reached)
    }

    async fn begin(&self, tenant: &Tenant) -> Result<(), CopyError> {
        let index = self.index(tenant, true);
        self.drop_index(&index).await?;
        self.make(&index).await?;
        Ok(())
    }

    async fn write(&self, tenant: &Tenant, shelf: Shelf, changes: &[Change], mark: Mark) -> Result<(), CopyError> {
        let index = self.index(tenant, shelf == Shelf::Beside);
        let gone: Vec<_> =
            changes.iter().filter(|change| change.document.is_none()).map(|change| change.mission).collect();
        // A copy that is made anew holds nothing that could be gone.
        if !gone.is_empty() && shelf == Shelf::InUse {
            self.take(index.delete_documents(&gone)).await?;
        }
        let mut documents: Vec<_> =
            changes.iter().filter_map(|change| change.document.as_ref()).map(document::of).collect();
        let reached = serde_json::to_value(Reached::new(mark)).map_err(|_| Failure::Unreadable("a mark"))?;
        documents.push(reached);
        // Tasks of one index are done in the order in which they were taken on: when the last is done, all are.
        let task = self.take(index.add_documents(&documents, Some(field::ID))).await?;
        Ok(self.done(task).await?)
    }

    async fn swap(&self, tenant: &Tenant) -> Result<(), CopyError> {
        let (used, beside) = (self.index(tenant, false), self.index(tenant, true));
        if !self.exists(&used).await? {
            self.make(&used).await?;
        }
        let made = self.mark(&beside).await?;
        let indexes = SwapIndexes { indexes: (used.uid.clone(), beside.uid.clone()), rename: None };
        self.take(self.client.swap_indexes([&indexes])).await?;
        // Of no index, that task is not for our key to see. Tasks are done in their order: the next one tells.
        self.drop_index(&beside).await?;
        if self.mark(&used).await? != made {
            return Err(Failure::Task("the indexes were not swapped".into()).into());
        }
        Ok(())
    }

    async fn drop_all(&self, tenant: &Tenant) -> Result<(), CopyError> {
        self.drop_index(&self.index(tenant, true)).await?;
        Ok(self.drop_index(&self.index(tenant, false)).await?)
    }

    async fn digests(&self, tenant: &Tenant) -> Result<BTreeMap<MissionId, String>, CopyError> {
        let index = self.index(tenant, false);
        let mut digests = BTreeMap::new();
        let mut offset = 0;
        loop {
            let mut query = DocumentsQuery::new(&index);
            query.with_fields([field::ID, field::DIGEST]).with_limit(READ).with_offset(offset);
            let answer = in_time(DONE, query.execute::<Held>()).await?;
            let count = answer.results.len();
            let missions = answer
                .results
                .into_iter()
                .filter_map(|held| Some((held.id.parse::<Uuid>().ok()?.into(), held.digest?)));
            digests.extend(missions);
            offset += count;
            if count < READ {
                return Ok(digests);
            }
        }
    }
}

/// What is read of a document to compare it.
#[derive(Debug, Deserialize)]
struct Held {
    id: String,
    digest: Option<String>,
}

impl Meilisearch {
    /// How far an index has come; none if it is not there or its documents have another shape.
    async fn mark(&self, index: &Index) -> Result<Option<Mark>, Failure> {
        match in_time(TAKE, index.get_document::<Reached>(POSITION)).await {
            Ok(reached) => Ok(reached.mark()),
            Err(failure) if failure.is_absence() => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    async fn exists(&self, index: &Index) -> Result<bool, Failure> {
        match in_time(TAKE, self.client.get_raw_index(&index.uid)).await {
            Ok(_) => Ok(true),
            Err(failure) if failure.is_absence() => Ok(false),
            Err(failure) => Err(failure),
        }
    }

    /// Sets what another version has set otherwise. Meilisearch answers by the old settings until all is done.
    async fn mend_settings(&self, index: &Index) -> Result<(), Failure> {
        if !self.looked_at().contains(&index.uid) {
            if let Some(lacking) = lacking(&in_time(TAKE, index.get_settings()).await?) {
                tracing::info!(index = index.uid, "settings differ from the program's and are brought up to date");
                let task = self.take(index.set_settings(&lacking)).await?;
                self.done(task).await?;
            }
            self.looked_at().insert(index.uid.clone());
        }
        Ok(())
    }

    fn looked_at(&self) -> std::sync::MutexGuard<'_, HashSet<String>> {
        self.looked_at.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// An empty index with our settings.
    async fn make(&self, index: &Index) -> Result<(), Failure> {
        self.take(self.client.create_index(&index.uid, Some(field::ID))).await?;
        self.take(index.set_facet_search(FACET_SEARCH)).await?;
        self.take(index.set_prefix_search(PREFIXES)).await?;
        let task = self.take(index.set_settings(&settings())).await?;
        self.done(task).await
    }

    async fn drop_index(&self, index: &Index) -> Result<(), Failure> {
        if !self.exists(index).await? {
            return Ok(());
        }
        let task = self.take(self.client.delete_index(&index.uid)).await?;
        self.done(task).await
    }

    async fn take(&self, request: impl Future<Output = Result<TaskInfo, Error>>) -> Result<TaskInfo, Failure> {
        in_time(TAKE, request).await
    }

    async fn done(&self, task: TaskInfo) -> Result<(), Failure> {
        match self.client.wait_for_task(task, Some(ASK), Some(DONE)).await? {
            Task::Succeeded { .. } => Ok(()),
            Task::Failed { content } => Err(Failure::Task(content.error.to_string())),
            Task::Enqueued { .. } | Task::Processing { .. } => Err(Failure::Late),
        }
    }
}
