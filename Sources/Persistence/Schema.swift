internal import GRDB

/// The tables, one migration a version. A migration that has been released is never changed.
enum Schema {
    ///
    /// - Parameter versions: only the first so many, as an older Parure would have them.
    static func migrator(versions: Int = .max) -> DatabaseMigrator {
        let migrations: [(name: String, statements: [String])] = [
            ("1 studio", [accounts, library, jobs, credits, events]),
            ("2 exports", [exports]),
            ("3 layers", [layers]), ("4 batches", [batches]),
        ]
        var migrator = DatabaseMigrator()
        for (name, statements) in migrations.prefix(versions) {
            migrator.registerMigration(name) { db in
                for statement in statements { try db.execute(sql: statement) }
            }
        }
        return migrator
    }

    /// Seconds since 1970 by the database's clock.
    static let now = "((julianday('now') - 2440587.5) * 86400.0)"

    private static let accounts = """
        CREATE TABLE account (
            id TEXT PRIMARY KEY NOT NULL,
            createdAt REAL NOT NULL
        ) STRICT;
        """

    private static let library = """
        CREATE TABLE product (
            id TEXT PRIMARY KEY NOT NULL,
            account TEXT NOT NULL REFERENCES account(id),
            name TEXT NOT NULL,
            sku TEXT,
            createdAt REAL NOT NULL
        ) STRICT;
        CREATE INDEX productByAccount ON product(account, createdAt);

        CREATE TABLE photo (
            id TEXT PRIMARY KEY NOT NULL,
            account TEXT NOT NULL REFERENCES account(id),
            product TEXT REFERENCES product(id),
            name TEXT NOT NULL,
            original TEXT NOT NULL,
            mediaType TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('reading', 'ready', 'refused', 'failed')),
            edits TEXT NOT NULL,
            reading TEXT,
            preview TEXT, thumbnail TEXT, cutout TEXT, corrected TEXT,
            -- The job that reads it last; an older one's answer is not wanted any more.
            readBy TEXT,
            createdAt REAL NOT NULL,
            trashedAt REAL
        ) STRICT;
        CREATE INDEX photoByAccount ON photo(account, trashedAt, createdAt);

        CREATE TABLE shoot (
            id TEXT PRIMARY KEY NOT NULL,
            account TEXT NOT NULL REFERENCES account(id),
            name TEXT NOT NULL,
            look TEXT NOT NULL,
            createdAt REAL NOT NULL
        ) STRICT;
        CREATE TABLE shootPhoto (
            account TEXT NOT NULL REFERENCES account(id),
            shoot TEXT NOT NULL REFERENCES shoot(id),
            photo TEXT NOT NULL REFERENCES photo(id),
            position INTEGER NOT NULL,
            PRIMARY KEY (shoot, photo)
        ) STRICT;

        CREATE TABLE model (
            account TEXT NOT NULL REFERENCES account(id),
            id TEXT NOT NULL,
            person TEXT NOT NULL,
            isRetired INTEGER NOT NULL DEFAULT 0,
            createdAt REAL NOT NULL,
            PRIMARY KEY (account, id)
        ) STRICT;
        CREATE TABLE portrait (
            account TEXT NOT NULL REFERENCES account(id),
            -- The person's identifier and the type worn, e.g. lucia/ring.
            subject TEXT NOT NULL,
            file TEXT NOT NULL,
            createdAt REAL NOT NULL,
            PRIMARY KEY (account, subject)
        ) STRICT;
        """

    private static let jobs = """
        CREATE TABLE job (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            account TEXT NOT NULL REFERENCES account(id),
            kind TEXT NOT NULL,
            work TEXT NOT NULL,
            photo TEXT REFERENCES photo(id),
            shoot TEXT REFERENCES shoot(id),
            comparison TEXT,
            idempotencyKey TEXT,
            priority INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'queued'
                CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
            attempt INTEGER NOT NULL DEFAULT 0,
            lostAttempts INTEGER NOT NULL DEFAULT 0,
            leaseUntil REAL,
            stage TEXT,
            share REAL NOT NULL DEFAULT 0,
            error TEXT,
            createdAt REAL NOT NULL,
            startedAt REAL,
            finishedAt REAL,
            CHECK ((leaseUntil IS NOT NULL) = (state = 'running')),
            CHECK ((finishedAt IS NOT NULL) = (state IN ('done', 'failed', 'cancelled')))
        ) STRICT;
        CREATE UNIQUE INDEX jobByKey ON job(account, idempotencyKey) WHERE idempotencyKey IS NOT NULL;
        CREATE INDEX jobByState ON job(state, kind, priority);
        CREATE INDEX jobByAccount ON job(account, seq);
        -- What has ended stays ended, whatever a program does.
        CREATE TRIGGER jobEndsOnce BEFORE UPDATE ON job
            WHEN OLD.state IN ('done', 'failed', 'cancelled')
            BEGIN SELECT RAISE(ABORT, 'a job ends once'); END;
        CREATE TRIGGER jobStays BEFORE DELETE ON job BEGIN SELECT RAISE(ABORT, 'jobs are kept'); END;

        CREATE TABLE picture (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            account TEXT NOT NULL REFERENCES account(id),
            job TEXT NOT NULL UNIQUE REFERENCES job(id),
            photo TEXT NOT NULL REFERENCES photo(id),
            comparison TEXT,
            recipe TEXT NOT NULL,
            type TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            file TEXT NOT NULL,
            preview TEXT, thumbnail TEXT,
            report TEXT NOT NULL,
            isPreview INTEGER NOT NULL,
            isFavourite INTEGER NOT NULL DEFAULT 0,
            createdAt REAL NOT NULL,
            trashedAt REAL
        ) STRICT;
        CREATE INDEX pictureByAccount ON picture(account, trashedAt, seq);
        CREATE TABLE pictureTag (
            account TEXT NOT NULL REFERENCES account(id),
            picture TEXT NOT NULL REFERENCES picture(id),
            tag TEXT NOT NULL,
            PRIMARY KEY (picture, tag)
        ) STRICT;
        CREATE INDEX tagByAccount ON pictureTag(account, tag);
        """

    private static let credits = """
        CREATE TABLE creditLot (
            id TEXT PRIMARY KEY NOT NULL,
            account TEXT NOT NULL REFERENCES account(id),
            -- NULL is without end.
            credits INTEGER CHECK (credits > 0),
            expiresAt REAL,
            reason TEXT NOT NULL,
            -- The job whose price a refund gives back, once.
            refundOf TEXT UNIQUE REFERENCES creditReservation(job),
            createdAt REAL NOT NULL
        ) STRICT;
        CREATE INDEX lotByAccount ON creditLot(account);
        CREATE TABLE creditReservation (
            job TEXT PRIMARY KEY NOT NULL REFERENCES job(id),
            account TEXT NOT NULL REFERENCES account(id),
            price INTEGER NOT NULL CHECK (price >= 0),
            createdAt REAL NOT NULL
        ) STRICT;
        CREATE INDEX reservationByAccount ON creditReservation(account);
        CREATE TABLE creditDraw (
            job TEXT NOT NULL REFERENCES creditReservation(job),
            account TEXT NOT NULL REFERENCES account(id),
            lot TEXT NOT NULL REFERENCES creditLot(id),
            credits INTEGER NOT NULL CHECK (credits > 0),
            PRIMARY KEY (job, lot)
        ) STRICT;
        CREATE INDEX drawByLot ON creditDraw(lot);
        -- Its key makes a second capture or release of a job impossible.
        CREATE TABLE creditSettlement (
            job TEXT PRIMARY KEY NOT NULL REFERENCES creditReservation(job),
            account TEXT NOT NULL REFERENCES account(id),
            outcome TEXT NOT NULL CHECK (outcome IN ('capture', 'release')),
            createdAt REAL NOT NULL
        ) STRICT;
        """
        + ["creditLot", "creditReservation", "creditDraw", "creditSettlement"].map { table in
            """
            CREATE TRIGGER \(table)IsNotChanged BEFORE UPDATE ON \(table)
                BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;
            CREATE TRIGGER \(table)IsKept BEFORE DELETE ON \(table)
                BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END;

            """
        }.joined()

    private static let events = """
        CREATE TABLE event (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            account TEXT NOT NULL REFERENCES account(id),
            kind TEXT NOT NULL,
            data TEXT NOT NULL,
            createdAt REAL NOT NULL
        ) STRICT;
        CREATE INDEX eventByAccount ON event(account, sequence);
        """

    /// The piece alone where a picture wears it, to be moved by hand; and whose turn it is, found without looking at all jobs.
    private static let layers = """
        ALTER TABLE picture ADD COLUMN layer TEXT;
        CREATE INDEX jobByTurn ON job(account, kind, startedAt);
        """

    /// When something of a batch began last, found without looking at all jobs.
    private static let batches = "CREATE INDEX jobByShoot ON job(shoot, startedAt);"

    /// Files made to be taken away: exports and pack shots. They go after a day.
    private static let exports = """
        CREATE TABLE export (
            id TEXT PRIMARY KEY NOT NULL,
            account TEXT NOT NULL REFERENCES account(id),
            name TEXT NOT NULL,
            mediaType TEXT NOT NULL,
            file TEXT NOT NULL,
            createdAt REAL NOT NULL
        ) STRICT;
        """
}
