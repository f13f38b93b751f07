// An application with a cookie login that is a hub, too: connections are whom the login says. Run it, open the address that it prints
// in two browsers, and sign in as two people:
//   dotnet run --project samples/Embedded
// The application's endpoints publish through ISwitchboard; browsers only listen.
using System.Security.Claims;
using Embedded;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Switchboard;
using Switchboard.Hosting;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Logging.AddSwitchboardRedaction();
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
builder.Services.AddAuthorization();
builder.Services.AddSwitchboard(builder.Configuration);

var app = builder.Build();
app.UseDefaultFiles();
app.UseStaticFiles();
app.UseAuthentication();
app.UseAuthorization();
app.MapSwitchboard();

app.MapGet("/me", (ClaimsPrincipal user) => new Login(user.Identity?.Name ?? ""));

// A real application checks a password here.
app.MapPost("/login", async (Login login, HttpContext context) =>
{
    if (string.IsNullOrWhiteSpace(login.Name) || login.Name.Length > 20)
    {
        return Results.BadRequest();
    }

    Claim[] claims = [new(ClaimTypes.NameIdentifier, login.Name), new(ClaimTypes.Name, login.Name)];
    await context.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme)));
    return Results.NoContent();
});

app.MapPost("/logout", async (ClaimsPrincipal user, HttpContext context, ISwitchboard hub) =>
{
    await context.SignOutAsync();
    await hub.DisconnectAsync(ConnectionTarget.OfUser(user.FindFirstValue(ClaimTypes.NameIdentifier)!));
}).RequireAuthorization();

// A note to everybody goes into a channel, a note to one person into that user's inbox.
app.MapPost("/notes", async (Note note, ClaimsPrincipal user, ISwitchboard hub) =>
{
    var signed = note with { From = user.Identity!.Name };
    if (string.IsNullOrEmpty(note.To))
    {
        await hub.PublishAsync("team:notes", signed, EmbeddedJson.Default.Note);
    }
    else
    {
        await hub.SendAsync(note.To, signed, EmbeddedJson.Default.Note);
    }
}).RequireAuthorization();
app.Run();
