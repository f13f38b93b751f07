namespace Switchboard.Connections;

/// <summary>Lets go what a closed connection held. Called on a thread of the pool, once a connection.</summary>
internal interface IConnectionOwner
{
    void Release(Connection connection);
}
