-- The transactional outbox of Switchboard, version 1. Running it again changes nothing.
BEGIN;
SELECT pg_advisory_xact_lock(1398162248, 0);
CREATE SCHEMA IF NOT EXISTS {schema};
CREATE TABLE IF NOT EXISTS {schema}.outbox_version (version int NOT NULL);

CREATE TABLE IF NOT EXISTS {schema}.outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Which transaction wrote the row: the server asks for those that its last look could not see.
    tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
    created_at bigint NOT NULL DEFAULT (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
    action text NOT NULL DEFAULT 'publish',
    channel text NOT NULL,
    key text,
    data bytea,
    event text,
    tags text,
    idempotency_key text,
    score bigint NOT NULL DEFAULT 0
) WITH (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 10000);
CREATE INDEX IF NOT EXISTS outbox_tx ON {schema}.outbox (tx);

-- Rows that are copied back, out of a dump, have the ids of transactions long past, or of another cluster.
CREATE OR REPLACE FUNCTION {schema}.outbox_stamp()
RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    NEW.tx := pg_catalog.pg_current_xact_id();
    RETURN NEW;
END $body$;
DROP TRIGGER IF EXISTS outbox_stamp ON {schema}.outbox;
CREATE TRIGGER outbox_stamp BEFORE INSERT ON {schema}.outbox FOR EACH ROW EXECUTE FUNCTION {schema}.outbox_stamp();

CREATE TABLE IF NOT EXISTS {schema}.outbox_refused (
    id bigint PRIMARY KEY,
    created_at bigint NOT NULL,
    action text NOT NULL,
    channel text NOT NULL,
    key text,
    data bytea,
    event text,
    tags text,
    idempotency_key text,
    score bigint NOT NULL,
    code bigint NOT NULL,
    reason text NOT NULL,
    refused_at bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS outbox_refused_at ON {schema}.outbox_refused (refused_at);

-- Everything that the functions below share. It runs with the rights of its owner, so that applications need none on the table.
CREATE OR REPLACE FUNCTION {schema}.outbox_add(action text, channel text, key text, data bytea, event text, tags jsonb, idempotency_key text, score bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF channel IS NULL OR channel = '' THEN
        RAISE EXCEPTION 'switchboard: channel (the user, for send) must be given' USING ERRCODE = '22023';
    END IF;
    IF octet_length(channel) > 4096 OR octet_length(key) > 4096 OR octet_length(event) > 4096 OR octet_length(idempotency_key) > 4096 THEN
        RAISE EXCEPTION 'switchboard: channel, key, event and idempotency_key may have 4096 bytes each' USING ERRCODE = '22023';
    END IF;
    IF action LIKE 'map%' AND (key IS NULL OR key = '') THEN
        RAISE EXCEPTION 'switchboard: key must be given' USING ERRCODE = '22023';
    END IF;
    IF action <> 'map_remove' AND (data IS NULL OR octet_length(data) = 0) THEN
        RAISE EXCEPTION 'switchboard: one of data and bytes must be given, and bytes not be empty' USING ERRCODE = '22023', HINT = 'JSON null is written ''null''.';
    END IF;
    IF octet_length(data) > 67108864 THEN
        RAISE EXCEPTION 'switchboard: the payload has % bytes; 67108864 are the most', octet_length(data) USING ERRCODE = '22023';
    END IF;
    IF tags IS NOT NULL AND (jsonb_typeof(tags) <> 'object' OR jsonb_path_exists(tags, 'strict $.* ? (@.type() != "string")')) THEN
        RAISE EXCEPTION 'switchboard: tags must be a JSON object of texts' USING ERRCODE = '22023', HINT = 'Such as {"kind":"order"}.';
    END IF;
    IF octet_length(tags::text) > 1048576 THEN
        RAISE EXCEPTION 'switchboard: tags may have 1048576 bytes' USING ERRCODE = '22023';
    END IF;
    INSERT INTO {schema}.outbox (action, channel, key, data, event, tags, idempotency_key, score)
    VALUES (action, channel, key, data, event, tags::text, idempotency_key, coalesce(score, 0));
    -- One constant payload: a transaction notifies once, however many rows it writes.
    IF current_setting('switchboard.notify', true) IS DISTINCT FROM 'off' THEN
        PERFORM pg_notify('{name}_outbox', '');
    END IF;
END $body$;

CREATE OR REPLACE FUNCTION {schema}.outbox_payload(data jsonb, bytes bytea)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF data IS NOT NULL AND bytes IS NOT NULL THEN
        RAISE EXCEPTION 'switchboard: one of data and bytes must be given, not both' USING ERRCODE = '22023';
    END IF;
    RETURN coalesce(bytes, convert_to(data::text, 'UTF8'));
END $body$;

CREATE OR REPLACE FUNCTION {schema}.publish(channel text, data jsonb DEFAULT NULL, event text DEFAULT NULL, tags jsonb DEFAULT NULL, idempotency_key text DEFAULT NULL, bytes bytea DEFAULT NULL)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT {schema}.outbox_add('publish', channel, NULL, {schema}.outbox_payload(data, bytes), event, tags, idempotency_key, 0);
$body$;

CREATE OR REPLACE FUNCTION {schema}.send("user" text, data jsonb DEFAULT NULL, event text DEFAULT NULL, tags jsonb DEFAULT NULL, idempotency_key text DEFAULT NULL, bytes bytea DEFAULT NULL)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT {schema}.outbox_add('send', send."user", NULL, {schema}.outbox_payload(data, bytes), event, tags, idempotency_key, 0);
$body$;

CREATE OR REPLACE FUNCTION {schema}.map_publish(channel text, key text, data jsonb DEFAULT NULL, tags jsonb DEFAULT NULL, score bigint DEFAULT 0, idempotency_key text DEFAULT NULL, bytes bytea DEFAULT NULL)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT {schema}.outbox_add('map_publish', channel, key, {schema}.outbox_payload(data, bytes), NULL, tags, idempotency_key, score);
$body$;

CREATE OR REPLACE FUNCTION {schema}.map_remove(channel text, key text, tags jsonb DEFAULT NULL, idempotency_key text DEFAULT NULL)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT {schema}.outbox_add('map_remove', channel, key, NULL, NULL, tags, idempotency_key, 0);
$body$;

REVOKE ALL ON FUNCTION
    {schema}.outbox_stamp(),
    {schema}.outbox_add(text, text, text, bytea, text, jsonb, text, bigint),
    {schema}.outbox_payload(jsonb, bytea),
    {schema}.publish(text, jsonb, text, jsonb, text, bytea),
    {schema}.send(text, jsonb, text, jsonb, text, bytea),
    {schema}.map_publish(text, text, jsonb, jsonb, bigint, text, bytea),
    {schema}.map_remove(text, text, jsonb, text)
FROM PUBLIC;
INSERT INTO {schema}.outbox_version SELECT 1 WHERE NOT EXISTS (SELECT FROM {schema}.outbox_version);
COMMIT;
