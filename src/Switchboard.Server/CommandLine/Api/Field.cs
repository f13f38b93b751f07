using System.CommandLine;
using System.Text.Json;

namespace Switchboard.Server.CommandLine.Api;

/// <summary>An argument or option of a command, and the field of the API's request that it becomes. What is not given is not written.</summary>
internal sealed class Field
{
    private readonly Action<Utf8JsonWriter, ParseResult> _write;

    private Field(Symbol symbol, Action<Utf8JsonWriter, ParseResult> write)
    {
        Symbol = symbol;
        _write = write;
    }

    /// <summary>The argument or option.</summary>
    public Symbol Symbol { get; }

    /// <summary>A text that must be given, in its place: <c>NAME</c>.</summary>
    public static Field Argument(string name, string description) => Of(new Argument<string>(name) { Description = description }, name);

    /// <summary>A user who must be named, in its place.</summary>
    public static Field User(string description)
    {
        var argument = new Argument<string>("user") { Description = description };
        argument.RequireUsers();
        return Of(argument, argument.Name);
    }

    /// <summary>Users: <c>--option USER --option USER</c>.</summary>
    public static Field Users(string option, string property, string description)
    {
        var users = new Option<string[]>(option) { Description = description, HelpName = "USER" };
        users.RequireUsers();
        return Of(users, (writer, texts) => WriteTexts(writer, property, texts));
    }

    /// <summary>A user who may be named: <c>--user USER</c>.</summary>
    public static Field UserOption(string description)
    {
        var user = new Option<string>("--user") { Description = description, HelpName = "USER" };
        user.RequireUsers();
        return Of(user, static (writer, text) => writer.WriteString("user", text));
    }

    /// <summary>The name of another key: <c>--of-key NAME</c>.</summary>
    public static Field KeyNameOption(string description)
        => Of(new Option<string>("--of-key") { Description = description, HelpName = "NAME" }, static (writer, text) => writer.WriteString("key", text));

    /// <summary>A text that may be given, in its place: <c>[NAME]</c>.</summary>
    public static Field OptionalArgument(string name, string description)
        => Of(new Argument<string>(name) { Description = description, Arity = ArgumentArity.ZeroOrOne }, name);

    /// <summary>One of several words, in its place.</summary>
    public static Field Choice(string name, string description, params string[] words)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.AcceptOnlyFromAmong(words);
        return Of(argument, name);
    }

    /// <summary>Texts behind all other arguments, one at least: <c>NAME…</c>. Each is sent once.</summary>
    public static Field Arguments(string name, string property, string description)
    {
        var argument = new Argument<string[]>(name) { Description = description, Arity = ArgumentArity.OneOrMore };
        return new Field(argument, (writer, result) => WriteTexts(writer, property, result.GetRequiredValue(argument)));
    }

    /// <summary>A text: <c>--option VALUE</c>.</summary>
    public static Field Text(string option, string value, string description) => Text(option, PropertyOf(option), value, description);

    /// <summary>A text that becomes a field of another name.</summary>
    public static Field Text(string option, string property, string value, string description)
        => Of(new Option<string>(option) { Description = description, HelpName = value }, (writer, text) => writer.WriteString(property, text));

    /// <summary>Texts: <c>--option VALUE --option VALUE</c>.</summary>
    /// <param name="option">The option.</param>
    /// <param name="property">The field that they become.</param>
    /// <param name="value">What stands for a value in the help.</param>
    /// <param name="description">What they are.</param>
    /// <param name="isNeeded">Whether there must be one.</param>
    /// <param name="words">What shells complete; null for nothing.</param>
    public static Field Texts(string option, string property, string value, string description, bool isNeeded = false, string[]? words = null)
    {
        var texts = new Option<string[]>(option) { Description = description, HelpName = value, Required = isNeeded };
        texts.CompletionSources.Add(words ?? []);
        return Of(texts, (writer, given) => WriteTexts(writer, property, given));
    }

    /// <summary>A whole number: <c>--option VALUE</c>.</summary>
    public static Field Number(string option, string value, string description, int min = int.MinValue, int max = int.MaxValue)
    {
        var number = new Option<int>(option) { Description = description, HelpName = value };
        number.Require(given => given >= min && given <= max, max == int.MaxValue ? $"{option} takes {min} or more." : $"{option} takes {min} to {max}.");
        return Of(number, (writer, given) => writer.WriteNumber(PropertyOf(option), given));
    }

    /// <summary>A time that is sent in Unix seconds, and may be given so.</summary>
    /// <param name="option">The option.</param>
    /// <param name="what">What it is, without a full stop.</param>
    /// <param name="otherwise">What holds without it, and where it is 0: a sentence.</param>
    public static Field Time(string option, string what, string otherwise)
        => Of(TimeArguments.CreateSeconds(option, what, otherwise), (writer, seconds) => writer.WriteNumber(PropertyOf(option), seconds));

    /// <summary>Any JSON: <c>--option VALUE</c>.</summary>
    public static Field Json(string option, string value, string description) => Json(option, value, description, static _ => true, "JSON, with strings in double quotes");

    /// <summary>A JSON object of texts: <c>--option VALUE</c>.</summary>
    public static Field JsonTexts(string option, string value, string description) => Json(
        option,
        value,
        description,
        static json => json.ValueKind == JsonValueKind.Object && json.EnumerateObject().All(static text => text.Value.ValueKind == JsonValueKind.String),
        "a JSON object of texts, such as {\"role\":\"editor\"}");

    private static Field Json(string option, string value, string description, Func<JsonElement, bool> accepts, string form)
    {
        var json = new Option<JsonElement>(option)
        {
            Description = description,
            HelpName = value,
            CustomParser = result =>
            {
                var element = TryParse(result.Tokens[0].Value);
                if (element is not { } json || !accepts(json))
                {
                    result.AddError($"{option} takes {form}.");
                }

                return element.GetValueOrDefault();
            },
        };
        return Of(json, (writer, element) =>
        {
            writer.WritePropertyName(PropertyOf(option));
            element.WriteTo(writer);
        });
    }

    /// <summary>Yes: <c>--option</c>.</summary>
    public static Field Flag(string option, string description)
        => Of(new Option<bool>(option) { Description = description }, (writer, isSet) => writer.WriteBoolean(PropertyOf(option), isSet));

    /// <summary>An option that becomes something else than a field of its name.</summary>
    public static Field Of<T>(Option<T> option, Action<Utf8JsonWriter, T> write) => new(option, (writer, result) =>
    {
        if (result.GetResult(option) is { Implicit: false })
        {
            write(writer, result.GetRequiredValue(option));
        }
    });

    /// <summary>An option that is not sent: it says how to ask or to print.</summary>
    public static Field Local(Option option) => new(option, static (_, _) => { });

    /// <summary>Adds the options of fields to a command.</summary>
    public static void AddTo(Command command, IEnumerable<Field> fields)
    {
        foreach (var option in fields.Select(static field => field.Symbol).OfType<Option>())
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Writes those fields that are given.</summary>
    public static void Write(IEnumerable<Field> fields, Utf8JsonWriter writer, ParseResult result)
    {
        foreach (var field in fields)
        {
            field._write(writer, result);
        }
    }

    private static Field Of(Argument<string> argument, string property)
        => new(argument, (writer, result) => writer.WriteIfGiven(property, result.GetValue(argument)));

    private static JsonElement? TryParse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The property that an option becomes: <c>--reply-to</c> is <c>reply_to</c>.</summary>
    public static string PropertyOf(string option) => option.TrimStart('-').Replace('-', '_');

    /// <summary>Writes texts as a list, each once.</summary>
    public static void WriteTexts(Utf8JsonWriter writer, string property, IEnumerable<string> texts)
    {
        writer.WriteStartArray(property);
        foreach (var text in texts.Distinct(StringComparer.Ordinal))
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
