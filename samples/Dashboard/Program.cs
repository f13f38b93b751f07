// A live dashboard that is fed by curl. Run it, open the address that it prints, and feed it from another terminal:
//   dotnet run --project samples/Dashboard
//   samples/Dashboard/feed.sh
// The page listens to server-sent events; a lost connection resumes by itself.
using Switchboard.Hosting;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Logging.AddSwitchboardRedaction();
builder.Services.AddSwitchboard(builder.Configuration);

var app = builder.Build();
app.UseDefaultFiles();
app.UseStaticFiles();
app.MapSwitchboard();
app.Run();
