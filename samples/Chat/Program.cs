// A chat in the browser. Run it, and open the address that it prints in two windows:
//   dotnet run --project samples/Chat
// The page speaks to the hub over a plain WebSocket. appsettings.json says what visitors may do.
using Switchboard.Hosting;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Logging.AddSwitchboardRedaction();
builder.Services.AddSwitchboard(builder.Configuration);

var app = builder.Build();
app.UseDefaultFiles();
app.UseStaticFiles();
app.MapSwitchboard();
app.Run();
