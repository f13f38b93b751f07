using Switchboard.Client.TestPrograms;

// Programs that tests start and kill. The first argument says which.
switch (args)
{
    case ["hub", var port, var file]:
        await ReceivingHub.RunAsync(port, file);
        break;
    case ["publisher", var file]:
        await OfflinePublisher.RunAsync(file);
        break;
    default:
        Console.Error.WriteLine("Say 'hub PORT FILE' or 'publisher FILE'.");
        return 2;
}

return 0;
