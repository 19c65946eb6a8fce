//! Compiled components on disk: a node that starts reads them instead of compiling anew.
//!
//! **Why a digest from outside:** the compiled form is native code, so a file that somebody else wrote must never be run.
//! It is named by the component and by what it was compiled for, and only one whose bytes have the digest that the
//! database keeps is read; any other is compiled again.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use platform_core::rules::ComponentHash;
use sha2::{Digest as _, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

/// A folder of compiled components.
#[derive(Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// In this folder, which is made when something is first kept.
    pub(crate) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    fn file(&self, component: ComponentHash, compatibility: &str) -> PathBuf {
        self.folder.join(format!("{component}-{compatibility}.cwasm"))
    }

    /// Keeps a compiled component; answers the digest of the file. Whoever reads it meanwhile reads the old or the new one.
    pub(crate) fn keep(
        &self,
        component: ComponentHash,
        compatibility: &str,
        compiled: &Component,
    ) -> Result<[u8; 32], String> {
        let bytes = compiled.serialize().map_err(|error| error.to_string())?;
        let write = || {
            std::fs::create_dir_all(&self.folder)?;
            let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
            file.write_all(&bytes)?;
            file.persist(self.file(component, compatibility)).map_err(|error| error.error)?;
            Ok::<(), std::io::Error>(())
        };
        write().map_err(|error| error.to_string())?;
        Ok(Sha256::digest(&bytes).into())
    }

    /// Reads a compiled component, if the file is there and has this digest.
    pub(crate) fn recall(
        &self,
        engine: &Engine,
        component: ComponentHash,
        compatibility: &str,
        digest: &[u8; 32],
    ) -> Option<Component> {
        let bytes = std::fs::read(self.file(component, compatibility)).ok()?;
        if Sha256::digest(&bytes).as_slice() != digest {
            tracing::warn!(%component, "a compiled component is not what it was when it was kept; it is compiled again");
            return None;
        }
        // What is run is what was looked at: the bytes in hand, not the file, which could have changed since.
        #[expect(unsafe_code, reason = "native code: the digest, which the database keeps, says that we compiled it")]
        // SAFETY: the bytes are those `Component::serialize` gave to this engine's configuration, by their digest.
        let compiled = unsafe { Component::deserialize(engine, &bytes) };
        compiled.map_err(|error| tracing::warn!(%component, %error, "a compiled component cannot be read")).ok()
    }
}
