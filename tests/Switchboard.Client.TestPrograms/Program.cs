using Switchboard.Client.TestPrograms;

// Programs that tests start and kill. The first argument says which.
switch (args)
{
    case ["hub", var file]:
        await ReceivingHub.RunAsync(file);
        break;
    case ["publisher", var file]:
        await OfflinePublisher.RunAsync(file);
        break;
    case ["peer", var url, var token, var encoding, var served, var called]:
        await CallingPeer.RunAsync(url, token, encoding, served, called);
        break;
    default:
        Console.Error.WriteLine("Say 'hub FILE', 'publisher FILE' or 'peer URL TOKEN ENCODING SERVED CALLED'.");
        return 2;
}

return 0;
