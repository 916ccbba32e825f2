//! A disk in memory that SQLite writes to, with a mind of its own: it fails when asked to, and at a power cut it
//! forgets, tears and keeps what was not synced as it likes.

use std::collections::BTreeMap;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::sync::Mutex;

use rusqlite::{Connection, OpenFlags, ffi};

/// What was written and not synced yet.
#[derive(Clone)]
enum Pending {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

#[derive(Clone, Default)]
struct Inode {
    live: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<Pending>,
}

/// What happens to an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It and everything after it fail: the machine has lost its power.
    Dead,
    /// It fails, and nothing of it is done.
    Error,
    /// There is no space left: half of it is done.
    Full,
}

#[derive(Default)]
pub struct Disk {
    inodes: Vec<Inode>,
    live: BTreeMap<String, usize>,
    durable: BTreeMap<String, usize>,
    /// How many operations that change something, or sync, there were.
    pub operations: u64,
    /// At which operation what happens.
    pub fault: Option<(u64, Fault)>,
    dead: bool,
    /// Whether a fault came to pass.
    pub struck: bool,
    random: u64,
}

fn apply(bytes: &mut Vec<u8>, op: &Pending) {
    match op {
        Pending::Write(at, data) => {
            if bytes.len() < at + data.len() {
                bytes.resize(at + data.len(), 0);
            }
            bytes[*at..at + data.len()].copy_from_slice(data);
        }
        Pending::Truncate(size) => bytes.truncate(*size),
    }
}

impl Disk {
    fn dice(&mut self, sides: u64) -> u64 {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) % sides
    }

    /// Count an operation; what becomes of it.
    fn operation(&mut self) -> Option<Fault> {
        self.operations += 1;
        if self.dead {
            return Some(Fault::Dead);
        }
        let (at, fault) = self.fault?;
        if self.operations < at {
            return None;
        }
        self.struck = true;
        match fault {
            Fault::Dead => self.dead = true,
            Fault::Error | Fault::Full => self.fault = None,
        }
        Some(fault)
    }

    /// The power comes back: of what was not synced, each write is there, not there, or there up to some sector, and
    /// so are names made and taken away.
    pub fn cut(&mut self) {
        for number in 0..self.inodes.len() {
            let pending = std::mem::take(&mut self.inodes[number].pending);
            let mut bytes = std::mem::take(&mut self.inodes[number].durable);
            for op in pending {
                match (self.dice(3), op) {
                    (0, _) => {}
                    (1, Pending::Write(at, data)) => {
                        let sectors = data.len().div_ceil(512) as u64;
                        let kept = (self.dice(sectors + 1) as usize * 512).min(data.len());
                        apply(&mut bytes, &Pending::Write(at, data[..kept].to_vec()));
                    }
                    (_, op) => apply(&mut bytes, &op),
                }
            }
            self.inodes[number] = Inode { live: bytes.clone(), durable: bytes, pending: Vec::new() };
        }
        let names: Vec<String> = self.live.keys().chain(self.durable.keys()).cloned().collect();
        for name in names {
            let (live, durable) = (self.live.get(&name).copied(), self.durable.get(&name).copied());
            let kept = if live != durable && self.dice(2) == 0 { live } else { durable };
            match kept {
                Some(inode) => drop(self.live.insert(name.clone(), inode)),
                None => drop(self.live.remove(&name)),
            }
        }
        self.durable = self.live.clone();
        (self.dead, self.fault, self.struck) = (false, None, false);
    }

    /// A file as if it had always been there.
    pub fn put(&mut self, name: &str, bytes: Vec<u8>) {
        self.inodes.clear();
        self.inodes.push(Inode { live: bytes.clone(), durable: bytes, pending: Vec::new() });
        self.live = BTreeMap::from([(name.to_owned(), 0)]);
        self.durable = self.live.clone();
        (self.operations, self.fault, self.dead, self.struck) = (0, None, false, false);
    }

    /// Another program has made this file and was ended before it synced the folder.
    pub fn leave(&mut self, name: &str, bytes: Vec<u8>) {
        self.inodes.push(Inode { live: bytes.clone(), durable: bytes, pending: Vec::new() });
        self.live.insert(name.to_owned(), self.inodes.len() - 1);
        self.durable.remove(name);
    }
}

/// A registered disk.
pub struct Mounted {
    pub disk: &'static Mutex<Disk>,
    name: CString,
    /// The same with the store's memory for journals.
    stacked: &'static CStr,
}

impl Mounted {
    /// As any program would.
    pub fn connect(&self, file: &str) -> rusqlite::Result<Connection> {
        Connection::open_with_flags_and_vfs(file, OpenFlags::SQLITE_OPEN_READ_WRITE, self.name.as_c_str())
    }

    /// As whoever writes to a project does.
    pub fn connect_to_write(&self, file: &str) -> rusqlite::Result<Connection> {
        Connection::open_with_flags_and_vfs(file, OpenFlags::SQLITE_OPEN_READ_WRITE, self.stacked)
    }
}

static DISKS: Mutex<Vec<&'static Mutex<Disk>>> = Mutex::new(Vec::new());

/// Which file has this name on any disk: no two disks hold files of the same name.
fn which(name: &CStr) -> Option<[u64; 3]> {
    let disks = DISKS.lock().unwrap().clone();
    let found = |disk: &&Mutex<Disk>| {
        let disk = disk.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        disk.live.get(name.to_str().ok()?).map(|inode| [0, *inode as u64, 0])
    };
    disks.iter().find_map(found)
}

/// Make a disk known to SQLite under a name.
pub fn mount(name: &str, seed: u64) -> Mounted {
    let disk: &'static Mutex<Disk> = Box::leak(Box::new(Mutex::new(Disk { random: seed, ..Disk::default() })));
    DISKS.lock().unwrap().push(disk);
    let stacked = Box::leak(CString::new(format!("{name}-stacked")).unwrap().into_boxed_c_str());
    let name = CString::new(name).unwrap();
    // SAFETY: the default VFS is there as long as the process; what is registered is leaked on purpose.
    unsafe {
        let usual = &*ffi::sqlite3_vfs_find(std::ptr::null());
        let vfs = Box::new(ffi::sqlite3_vfs {
            iVersion: 1,
            szOsFile: size_of::<File>() as c_int,
            mxPathname: 512,
            pNext: std::ptr::null_mut(),
            zName: name.clone().into_raw(),
            pAppData: std::ptr::from_ref(disk).cast_mut().cast(),
            xOpen: Some(open),
            xDelete: Some(delete),
            xAccess: Some(access),
            xFullPathname: Some(full_path),
            ..*usual
        });
        assert_eq!(ffi::sqlite3_vfs_register(Box::leak(vfs), 0), ffi::SQLITE_OK);
    }
    let stacked = dateline::store::journal::stack(Some(&name), stacked, which).unwrap();
    Mounted { disk, name, stacked }
}

#[repr(C)]
struct File {
    base: ffi::sqlite3_file,
    disk: *const Mutex<Disk>,
    inode: usize,
    /// Its folder is synced with it the next time: as SQLite on Unix does for a file that it may have made.
    with_folder: bool,
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 1,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(size),
    xLock: Some(lock),
    xUnlock: Some(lock),
    xCheckReservedLock: Some(reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: None,
    xShmLock: None,
    xShmBarrier: None,
    xShmUnmap: None,
    xFetch: None,
    xUnfetch: None,
};

/// The disk behind a VFS or file, locked.
unsafe fn disk<'a>(disk: *const c_void) -> std::sync::MutexGuard<'a, Disk> {
    // SAFETY: it was put there by `mount` and lives for ever.
    unsafe { &*disk.cast::<Mutex<Disk>>() }.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

unsafe fn text(name: *const c_char) -> Option<String> {
    // SAFETY: SQLite gives a C string or nothing.
    (!name.is_null()).then(|| unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned())
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives a VFS of ours and room for a file of ours.
    unsafe {
        let app = (*vfs).pAppData;
        let mut disk = disk(app);
        let file = file.cast::<File>();
        (*file).base.pMethods = std::ptr::null();
        let inode = match text(name) {
            None => {
                disk.inodes.push(Inode::default());
                disk.inodes.len() - 1
            }
            Some(name) => match disk.live.get(&name) {
                Some(inode) => *inode,
                None if flags & ffi::SQLITE_OPEN_CREATE == 0 => return ffi::SQLITE_CANTOPEN,
                None => {
                    if disk.operation().is_some() {
                        return ffi::SQLITE_CANTOPEN;
                    }
                    disk.inodes.push(Inode::default());
                    let inode = disk.inodes.len() - 1;
                    disk.live.insert(name, inode);
                    inode
                }
            },
        };
        std::ptr::write(
            file,
            File {
                base: ffi::sqlite3_file { pMethods: &raw const METHODS },
                disk: app.cast(),
                inode,
                with_folder: flags & ffi::SQLITE_OPEN_CREATE != 0,
            },
        );
        if !out.is_null() {
            *out = flags;
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    // SAFETY: as in `open`.
    unsafe {
        let mut disk = disk((*vfs).pAppData);
        let Some(name) = text(name) else { return ffi::SQLITE_IOERR_DELETE };
        if disk.operation().is_some() {
            return ffi::SQLITE_IOERR_DELETE;
        }
        if disk.live.remove(&name).is_none() {
            return ffi::SQLITE_IOERR_DELETE_NOENT;
        }
        if sync != 0 {
            // The file is gone already; only then may syncing the folder fail.
            if disk.operation().is_some() {
                return ffi::SQLITE_IOERR_DIR_FSYNC;
            }
            disk.durable.remove(&name);
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn access(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, _: c_int, out: *mut c_int) -> c_int {
    // SAFETY: as in `open`.
    unsafe {
        let disk = disk((*vfs).pAppData);
        *out = c_int::from(text(name).is_some_and(|name| disk.live.contains_key(&name)));
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn full_path(_: *mut ffi::sqlite3_vfs, name: *const c_char, room: c_int, out: *mut c_char) -> c_int {
    // SAFETY: SQLite gives room for so many bytes.
    unsafe {
        let length = CStr::from_ptr(name).to_bytes_with_nul().len();
        if length > room as usize {
            return ffi::SQLITE_CANTOPEN;
        }
        std::ptr::copy_nonoverlapping(name, out, length);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(_: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, to: *mut c_void, amount: c_int, at: i64) -> c_int {
    // SAFETY: SQLite gives a file of ours and room for so many bytes.
    unsafe {
        let file = &*file.cast::<File>();
        let disk = disk(file.disk.cast());
        if disk.dead {
            return ffi::SQLITE_IOERR_READ;
        }
        let (bytes, amount, at) = (&disk.inodes[file.inode].live, amount as usize, at as usize);
        let there = bytes.len().saturating_sub(at).min(amount);
        let to = std::slice::from_raw_parts_mut(to.cast::<u8>(), amount);
        to.fill(0);
        to[..there].copy_from_slice(&bytes[at.min(bytes.len())..][..there]);
        if there < amount { ffi::SQLITE_IOERR_SHORT_READ } else { ffi::SQLITE_OK }
    }
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, amount: c_int, at: i64) -> c_int {
    // SAFETY: as in `read`.
    unsafe {
        let file = &*file.cast::<File>();
        let mut disk = disk(file.disk.cast());
        let mut data = std::slice::from_raw_parts(from.cast::<u8>(), amount as usize).to_vec();
        let (keep, code) = match disk.operation() {
            None => (data.len(), ffi::SQLITE_OK),
            Some(Fault::Full) => (data.len() / 2, ffi::SQLITE_FULL),
            Some(Fault::Dead | Fault::Error) => (0, ffi::SQLITE_IOERR_WRITE),
        };
        data.truncate(keep);
        let op = Pending::Write(at as usize, data);
        let inode = &mut disk.inodes[file.inode];
        apply(&mut inode.live, &op);
        inode.pending.push(op);
        code
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    // SAFETY: as in `read`.
    unsafe {
        let file = &*file.cast::<File>();
        let mut disk = disk(file.disk.cast());
        if disk.operation().is_some() {
            return ffi::SQLITE_IOERR_TRUNCATE;
        }
        let op = Pending::Truncate(size as usize);
        let inode = &mut disk.inodes[file.inode];
        apply(&mut inode.live, &op);
        inode.pending.push(op);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: as in `read`, and SQLite uses a file in one thread at a time.
    unsafe {
        let file = &mut *file.cast::<File>();
        let mut disk = disk(file.disk.cast());
        if disk.operation().is_some() {
            return ffi::SQLITE_IOERR_FSYNC;
        }
        let inode = &mut disk.inodes[file.inode];
        inode.pending.clear();
        inode.durable = inode.live.clone();
        // Whether the folder could be synced is not told.
        if std::mem::take(&mut file.with_folder) && disk.operation().is_none() {
            let names: Vec<String> =
                disk.live.iter().filter(|(_, inode)| **inode == file.inode).map(|(name, _)| name.clone()).collect();
            for name in names {
                disk.durable.insert(name, file.inode);
            }
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn size(file: *mut ffi::sqlite3_file, out: *mut i64) -> c_int {
    // SAFETY: as in `read`.
    unsafe {
        let file = &*file.cast::<File>();
        *out = disk(file.disk.cast()).inodes[file.inode].live.len() as i64;
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn lock(_: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    ffi::SQLITE_OK
}

unsafe extern "C" fn reserved(_: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: SQLite gives room for an answer.
    unsafe { *out = 0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn control(_: *mut ffi::sqlite3_file, _: c_int, _: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector(_: *mut ffi::sqlite3_file) -> c_int {
    512
}

unsafe extern "C" fn characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    0
}
