namespace Switchboard.Security.Certificates;

/// <summary>Why a certificate cannot be used. Never tells a password or a key.</summary>
/// <param name="option">The name of the option that is to blame, as the class of options has it.</param>
/// <param name="problem">What is wrong: the end of a sentence that begins with the option.</param>
/// <param name="remedy">What to do: whole sentences.</param>
internal sealed class CertificateProblem(string option, string problem, string remedy) : Exception($"{option} {problem}. {remedy}")
{
    /// <summary>The name of the option that is to blame.</summary>
    public string Option => option;

    /// <summary>What is wrong.</summary>
    public string Problem => problem;

    /// <summary>What to do.</summary>
    public string Remedy => remedy;
}
