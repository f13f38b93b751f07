// Answers that grow word by word, as those of a language model. Run it, open the address that it prints, ask, and reload the page in the middle:
//   dotnet run --project samples/StreamedAnswer
// Every page shows the same, whenever it comes: the hub sends the whole so far, and then each word.
using System.Text.Json;
using Switchboard;
using Switchboard.Hosting;

const string Channel = "answers:1";
const string Answer =
    "Word by word: each one is appended to a publication that is open, and is sent to everybody who watches. "
    + "Whoever comes later, or reloads the page, is sent what there is of it, and then the rest. "
    + "When the last word is there, the publication is ended; and if this program were to vanish before that, the hub would say that it is broken.";

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Logging.AddSwitchboardRedaction();
builder.Services.AddSwitchboard(builder.Configuration);

var app = builder.Build();
app.UseDefaultFiles();
app.UseStaticFiles();
app.MapSwitchboard();
app.MapPost("/ask", async (HttpRequest request, ISwitchboard hub, IHostApplicationLifetime lifetime) =>
{
    using var reader = new StreamReader(request.Body);
    var question = (await reader.ReadToEndAsync()).Trim();
    if (question.Length is 0 or > 500)
    {
        return Results.BadRequest("Ask something, in 500 characters at most.");
    }

    var pause = TimeSpan.FromMilliseconds(builder.Configuration.GetValue("WordMilliseconds", 120));
    var tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["question"] = question };
    var (id, _) = await hub.PublishMutableAsync(Channel, JsonOf(""), new PublishOptions { Open = true, Tags = tags });
    _ = Task.Run(() => AnswerAsync(hub, id, pause, lifetime.ApplicationStopping));
    return Results.Text(id);
});
app.Run();

static async Task AnswerAsync(ISwitchboard hub, string id, TimeSpan pause, CancellationToken stopping)
{
    try
    {
        foreach (var word in Answer.Split(' '))
        {
            await hub.AppendAsync(Channel, id, JsonOf($"{word} "), cancellationToken: stopping);
            await Task.Delay(pause, stopping);
        }

        await hub.EndAsync(Channel, id, cancellationToken: CancellationToken.None);
    }
    catch (OperationCanceledException)
    {
        await hub.EndAsync(Channel, id, options: new ChangeOptions { Broken = true }, cancellationToken: CancellationToken.None);
    }
}

// The quotes around it, and what needs a backslash.
static byte[] JsonOf(string text) => System.Text.Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\"");
