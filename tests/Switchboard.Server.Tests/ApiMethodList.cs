using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Api;
using Switchboard.Commands;
using Switchboard.Hosting;
using Switchboard.Identity;

namespace Switchboard.Server.Tests;

/// <summary>The methods of the HTTP API, as an application has them.</summary>
internal static class ApiMethodList
{
    public static async Task<IReadOnlyList<IOperation>> ReadAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSwitchboard(builder.Configuration).AddIdentity();
        await using var application = builder.Build();
        return application.Services.GetRequiredService<ApiDispatcher>().Operations;
    }
}
