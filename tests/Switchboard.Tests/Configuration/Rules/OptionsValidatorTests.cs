using Switchboard.Configuration;
using Switchboard.Configuration.Reading;
using Switchboard.Configuration.Rules;
using Switchboard.Hosting;
using Xunit;

namespace Switchboard.Tests.Configuration.Rules;

public sealed class OptionsValidatorTests
{
    [Theory]
    [InlineData("""{ "namespaces": { "1st": {} } }""", "namespaces.1st")]
    [InlineData("""{ "namespaces": { "with space": {} } }""", "namespaces.with space")]
    [InlineData("""{ "namespaces": { "ünder": {} } }""", "namespaces.ünder")]
    [InlineData("""{ "namespaces": { "a": { "historySize": 1, "historyAgeSeconds": 100, "positionAgeSeconds": 99 } } }""", "namespaces.a.positionAgeSeconds")]
    [InlineData("""{ "namespaces": { "a": { "recovery": "cache" } } }""", "namespaces.a.recovery")]
    [InlineData("""{ "namespaces": { "a": { "namePattern": "(" } } }""", "namespaces.a.namePattern")]
    [InlineData("""{ "namespaces": { "a": { "namePattern": "a)|(?:b" } } }""", "namespaces.a.namePattern")]
    [InlineData("""{ "namespaces": { "a": { "namePattern": "(a)\\1" } } }""", "namespaces.a.namePattern")]
    [InlineData("""{ "namespaces": { "a": { "namePattern": "(?=a)a" } } }""", "namespaces.a.namePattern")]
    [InlineData("""{ "namespaces": { "a": { "storage": "durable", "historySize": 1 } } }""", "namespaces.a.storage")]
    [InlineData("""{ "channels": { "privatePrefix": "p" } }""", "channels.privatePrefix")]
    [InlineData("""{ "channels": { "privatePrefix": "$:" } }""", "channels.privatePrefix")]
    [InlineData("""{ "channels": { "privatePrefix": "#" } }""", "channels.privatePrefix")]
    [InlineData("""{ "channels": { "privatePrefix": "$ " } }""", "channels.privatePrefix")]
    [InlineData("""{ "channels": { "privatePrefix": "$$$$$$$$$" } }""", "channels.privatePrefix")]
    [InlineData("""{ "inbox": { "storage": "durable" } }""", "inbox.storage")]
    [InlineData("""{ "schedules": { "storage": "durable" } }""", "schedules.storage")]
    [InlineData("""{ "storage": { "provider": "postgreSql" } }""", "storage.connectionString")]
    [InlineData("""{ "storage": { "provider": "postgreSql", "connectionStringFile": "/nowhere/secret" } }""", "storage.connectionStringFile")]
    [InlineData("""{ "namespaces": { "a": { "allowSubscribe": ["user", "subscriber"] } } }""", "namespaces.a.allowSubscribe")]
    [InlineData("""{ "namespaces": { "a": { "forcePushJoinLeave": true } } }""", "namespaces.a.forcePushJoinLeave")]
    [InlineData("""{ "connections": { "pingIntervalSeconds": 8 } }""", "connections.pongTimeoutSeconds")]
    [InlineData("""{ "connections": { "trustedProxies": ["127.1"] } }""", "connections.trustedProxies")]
    [InlineData("""{ "connections": { "trustedProxies": ["proxy.example.com"] } }""", "connections.trustedProxies")]
    [InlineData("""{ "connections": { "trustedProxies": ["10.0.0.0/33"] } }""", "connections.trustedProxies")]
    [InlineData("""{ "inbox": { "namespace": "notices" } }""", "inbox.namespace")]
    [InlineData("""{ "namespaces": { "Notices": {} }, "inbox": { "namespace": "notices" } }""", "inbox.namespace")]
    [InlineData("""{ "api": { "keys": [{ "key": "a" }] } }""", "api.keys[0].name")]
    [InlineData("""{ "api": { "keys": [{ "name": "a" }] } }""", "api.keys[0].key")]
    [InlineData("""{ "api": { "keys": [{ "name": "a", "key": "  " }] } }""", "api.keys[0].key")]
    [InlineData("""{ "api": { "keys": [{ "name": "a", "key": "x" }, { "name": "a", "key": "y" }] } }""", "api.keys[1].name")]
    [InlineData("""{ "api": { "keys": [{ "name": "a", "key": "x" }, { "name": "b", "key": "x" }] } }""", "api.keys[1].key")]
    [InlineData("""{ "api": { "keys": [{ "name": "a", "key": "x", "methods": ["publich"] }] } }""", "api.keys[0].methods")]
    [InlineData("""{ "tokens": { "hmacSecret": "too short" } }""", "tokens.hmacSecret")]
    [InlineData("""{ "tokens": { "rsaPublicKey": "no key" } }""", "tokens.rsaPublicKey")]
    [InlineData("""{ "tokens": { "ecdsaPublicKey": "no key" } }""", "tokens.ecdsaPublicKey")]
    [InlineData("""{ "tokens": { "jwksUrl": "id.example.com" } }""", "tokens.jwksUrl")]
    [InlineData("""{ "namespaces": { "a": {} }, "outbox": { "storage": "memory" }, "eventTargets": [{ "exchange": "e", "namespaces": ["a"] }] }""", "eventTargets[0].name")]
    [InlineData("""{ "namespaces": { "a": {} }, "outbox": { "storage": "memory" }, "eventTargets": [{ "name": "ü", "exchange": "e", "namespaces": ["a"] }] }""", "eventTargets[0].name")]
    [InlineData("""{ "namespaces": { "a": {} }, "outbox": { "storage": "memory" }, "eventTargets": [{ "name": "t", "namespaces": ["a"] }] }""", "eventTargets[0].exchange")]
    [InlineData("""{ "namespaces": { "a": {} }, "outbox": { "storage": "memory" }, "eventTargets": [{ "name": "t", "exchange": "e", "namespaces": ["b"] }] }""", "eventTargets[0].namespaces")]
    [InlineData("""{ "namespaces": { "a": {} }, "outbox": { "storage": "memory" }, "eventTargets": [{ "name": "t", "exchange": "e" }] }""", "eventTargets[0]")]
    [InlineData("""{ "namespaces": { "a": {} }, "outbox": { "storage": "memory" }, "eventTargets": [{ "name": "t", "exchange": "e", "events": ["connected"], "routingKey": "{channel}.{user}" }] }""", "eventTargets[0].routingKey")]
    [InlineData("""{ "namespaces": { "a": {} }, "outbox": { "storage": "memory" }, "eventTargets": [{ "name": "t", "exchange": "e", "events": ["connected"] }, { "name": "t", "exchange": "e", "events": ["connected"] }] }""", "eventTargets[1].name")]
    [InlineData("""{ "eventTargets": [{ "name": "t", "exchange": "e", "events": ["published"] }] }""", "outbox.storage")]
    [InlineData("""{ "outboxes": [{ "connectionString": "Host=db" }] }""", "outboxes[0].name")]
    [InlineData("""{ "outboxes": [{ "name": "a" }] }""", "outboxes[0].connectionString")]
    [InlineData("""{ "outboxes": [{ "name": "a", "connectionString": "Host=db" }, { "name": "a", "connectionString": "Host=db" }] }""", "outboxes[1].name")]
    [InlineData("""{ "outboxes": [{ "name": "a", "connectionString": "Host=db", "schema": "a; drop" }] }""", "outboxes[0].schema")]
    [InlineData("""{ "outboxes": [{ "name": "a", "connectionString": "Host=db", "schema": "public" }] }""", "outboxes[0].schema")]
    [InlineData("""{ "outboxes": [{ "name": "a", "connectionString": "Host=db", "schema": "pg_catalog" }] }""", "outboxes[0].schema")]
    [InlineData("""{ "outboxes": [{ "name": "a", "connectionString": "Host=db", "schema": "information_schema" }] }""", "outboxes[0].schema")]
    [InlineData("""{ "outboxes": [{ "name": "a", "type": "sqlite", "path": "a.db", "schema": "sqlite" }] }""", "outboxes[0].schema")]
    [InlineData("""{ "outboxes": [{ "name": "a", "type": "sqlite" }] }""", "outboxes[0].path")]
    [InlineData("""{ "outboxes": [{ "name": "a", "connectionString": "Host=db", "path": "a.db" }] }""", "outboxes[0].path")]
    [InlineData("""{ "outboxes": [{ "name": "a", "connectionStringFile": "/nowhere/secret" }] }""", "outboxes[0].connectionStringFile")]
    public void Validate_OneBrokenRule_IsReported(string json, string path) =>
        Assert.Equal(path, Assert.Single(Validate(json)).Path);

    [Theory]
    [InlineData("""{ "hooks": { "http": { "connectUrl": "ftp://ann:sesame@host/a", "signingSecret": "0123456789abcdef" } } }""")]
    [InlineData("""{ "hooks": { "http": { "eventsUrl": "ann:sesame@host", "signingSecret": "0123456789abcdef" } } }""")]
    [InlineData("""{ "hooks": { "http": { "rpcUrl": "ftp://host/a?key=sesame", "signingSecret": "0123456789abcdef" } } }""")]
    [InlineData("""{ "hooks": { "http": { "rpcUrl": "ftp://ann:p#/?sesame@host/a", "signingSecret": "0123456789abcdef" } } }""")]
    [InlineData("""{ "telemetry": { "otlpEndpoint": "ftp://ann:sesame@host" } }""")]
    [InlineData("""{ "connections": { "allowedOrigins": ["https://ann:sesame@host"] } }""")]
    [InlineData("""{ "tokens": { "jwksUrl": "ftp://ann:sesame@host" } }""")]
    [InlineData("""{ "tokens": { "hmacSecret": "sesame" } }""")]
    [InlineData("""{ "tokens": { "rsaPublicKey": "-----BEGIN PRIVATE KEY-----sesame" } }""")]
    [InlineData("""{ "storage": { "provider": "postgreSql", "connectionStringFile": "Host=db;Password=sesame" } }""")]
    [InlineData("""{ "storage": { "provider": "postgreSql", "connectionString": "Host=db;Password=sesame", "connectionStringFile": "postgres://ann:sesame@db" } }""")]
    [InlineData("""{ "outboxes": [{ "name": "a", "connectionString": "Host=db;Password=sesame", "connectionStringFile": "postgres://ann:sesame@db" }] }""")]
    [InlineData("""{ "api": { "keys": [{ "name": "a", "key": "sesame" }, { "name": "b", "key": "sesame" }] } }""")]
    public void Validate_Secret_IsNotShown(string json)
    {
        var problems = Validate(json);

        Assert.NotEmpty(problems);
        Assert.DoesNotContain(problems, problem => $"{problem.Path} {problem.Problem} {problem.Remedy}".Contains("sesame", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "namespaces": { "a-B_c.1": { "historyAgeSeconds": 100, "positionAgeSeconds": 99 } } }""")]
    [InlineData("""{ "namespaces": { "a": { "historySize": 1, "historyAgeSeconds": 100, "positionAgeSeconds": 100, "recovery": "cache" } } }""")]
    [InlineData("""{ "namespaces": { "a": { "joinLeave": true, "forcePushJoinLeave": true, "allowPublish": ["subscriber"], "namePattern": "a|b" } } }""")]
    [InlineData("""{ "channels": { "privatePrefix": "$" } }""")]
    [InlineData("""{ "namespaces": { "notices": {} }, "inbox": { "namespace": "notices" } }""")]
    [InlineData("""{ "api": { "keys": [{ "name": "a", "key": "x", "methods": ["publish", "presence_stats"] }, { "name": "b", "key": "y" }] } }""")]
    [InlineData("""{ "tokens": { "hmacSecret": "0123456789abcdef0123456789abcdef", "jwksUrl": "https://id.example.com/keys" } }""")]
    public void Validate_KeptRules_FindsNothing(string json) => Assert.Empty(Validate(json));

    [Theory]
    [InlineData("", "", "rabbitMq.uri")]
    [InlineData("http://guest:sesame@localhost", "", "rabbitMq.uri")]
    [InlineData("amqp://guest:sesame@localhost//host", "", "rabbitMq.uri")]
    [InlineData("amqp:/guest:sesame@localhost/host", "", "rabbitMq.uri")]
    [InlineData("amqp://guest:sesame@localhost/%2Fhost", "", null)]
    [InlineData("", "/nowhere/secret", "rabbitMq.uriFile")]
    [InlineData("amqp://guest:sesame@localhost/host", "", null)]
    [InlineData("amqps://broker.example.com", "", null)]
    public void Broker_OfTargets_IsNamedOnce(string uri, string file, string? expected)
    {
        var options = new SwitchboardOptions { RabbitMq = new() { Uri = uri, UriFile = file }, EventTargets = [new()] };

        var problem = BrokerRules.RabbitMq(options).SingleOrDefault();

        Assert.Equal(expected, problem?.Path);
        Assert.DoesNotContain("sesame", $"{problem?.Problem}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://app.example.com")]
    [InlineData("http://localhost:3000")]
    [InlineData("https://*.example.com")]
    [InlineData("https://*.example.com:8443")]
    [InlineData("http://127.0.0.1:3000")]
    [InlineData("http://[::1]:3000")]
    [InlineData("capacitor://localhost")]
    public void Validate_Origin_IsAccepted(string origin) => Assert.Empty(Validate(With(origin)));

    [Theory]
    [InlineData("app.example.com")]
    [InlineData("https://")]
    [InlineData("https://app.example.com/")]
    [InlineData("https://app.example.com/path")]
    [InlineData("https://app.example.com?x")]
    [InlineData("https://app.example.com:port")]
    [InlineData("https://app.example.com:99999")]
    [InlineData("https://app.example.com:")]
    [InlineData("https://user@app.example.com")]
    [InlineData("https://*")]
    [InlineData("https://*.*.example.com")]
    [InlineData("https://app.*.com")]
    [InlineData("https://*.127.0.0.1")]
    [InlineData("*.example.com")]
    [InlineData("://example.com")]
    public void Validate_Origin_IsRefused(string origin) =>
        Assert.Equal("connections.allowedOrigins", Assert.Single(Validate(With(origin))).Path);

    [Theory]
    [InlineData("hub.example.com", true)]
    [InlineData("*.example.com", true)]
    [InlineData("localhost", true)]
    [InlineData("192.0.2.1", true)]
    [InlineData("::1", true)]
    [InlineData("*", false)]
    [InlineData("", false)]
    [InlineData("https://hub.example.com", false)]
    [InlineData("hub.example.com:443", false)]
    [InlineData("hub.example.com/", false)]
    [InlineData("*.*.example.com", false)]
    [InlineData("*.127.0.0.1", false)]
    [InlineData("a b", false)]
    public void Validate_Host_IsANameOrAnAddress(string host, bool isOne) =>
        Assert.Equal(isOne ? [] : ["connections.allowedHosts"], Validate($$"""{ "connections": { "allowedHosts": ["{{host}}"] } }""").Select(static problem => problem.Path), StringComparer.Ordinal);

    [Theory]
    [InlineData("\"historySize\": 1")]
    [InlineData("\"positioning\": true")]
    public void Validate_DurableStoreAvailable_AllowsDurable(string kept) =>
        Assert.Empty(Validate($$"""{ "namespaces": { "a": { "storage": "durable", {{kept}} } } }""", durableStoreAvailable: true));

    [Fact]
    public void Validate_DurableNamespaceThatKeepsNothing_IsRefused()
    {
        var problems = Validate("""{ "namespaces": { "a": { "storage": "durable" } } }""", durableStoreAvailable: true);

        Assert.Contains("nothing would be kept", Assert.Single(problems).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_WeakTokenSecret_DoesNotTellIt() => Assert.DoesNotContain(
        "hunter2", Assert.Single(Validate("""{ "tokens": { "hmacSecret": "hunter2" } }""")).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Validate_DuplicateKey_DoesNotTellTheSecret()
    {
        var problems = Validate("""{ "api": { "keys": [{ "name": "a", "key": "hunter2" }, { "name": "b", "key": "hunter2" }] } }""");

        Assert.DoesNotContain("hunter2", Assert.Single(problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MistakesInReadingAndRules_AreReportedTogether()
    {
        var loader = new ConfigurationLoader(
            ConfigurationOf.Json("""{ "limitz": {}, "inbox": { "namespace": "none" }, "connections": { "pongTimeoutSeconds": 25 } }"""),
            SwitchboardOptions.SectionName,
            new OptionsValidator(HubRules.All(durableStoreAvailable: false)));

        Assert.Equal(["limitz", "connections.pongTimeoutSeconds", "inbox.namespace"], loader.Load().Problems.Select(problem => problem.Path), StringComparer.Ordinal);
    }

    private static string With(string origin) => $$"""{ "connections": { "allowedOrigins": ["{{origin}}"] } }""";

    private static IReadOnlyList<ConfigurationProblem> Validate(string json, bool durableStoreAvailable = false)
    {
        var reading = ConfigurationReader.Read(ConfigurationOf.Json(json), SwitchboardOptions.SectionName);
        Assert.Empty(reading.Problems);
        return new OptionsValidator(HubRules.All(durableStoreAvailable)).Validate(reading.Options);
    }
}
