using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Switchboard.Configuration;

namespace Switchboard.Security.Certificates;

/// <summary>Reads names out of certificates (RFC 5280, sections 4.1.2.6 and 4.2.1.6).</summary>
internal static class CertificateNames
{
    private const string CommonNameId = "2.5.4.3";

    private static readonly Asn1Tag _email = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag _uri = new(TagClass.ContextSpecific, 6);

    /// <summary>The DNS names of the subject's alternative names.</summary>
    public static IEnumerable<string> DnsNamesOf(X509Certificate2 certificate) => AlternativeNamesOf(certificate)?.EnumerateDnsNames() ?? [];

    /// <summary>The one name of a kind; null where there is none, more than one, or where the certificate is not well formed.</summary>
    public static string? Single(X509Certificate2 certificate, CertificateName kind)
    {
        try
        {
            // Of two names, nobody could tell which one the authority has vouched for.
            return NamesOf(certificate, kind).Take(2).ToArray() is [{ Length: > 0 } name] ? name : null;
        }
        catch (Exception exception) when (exception is AsnContentException or System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private static IEnumerable<string> NamesOf(X509Certificate2 certificate, CertificateName kind) => kind switch
    {
        CertificateName.DnsName => DnsNamesOf(certificate),
        CertificateName.Email => AlternativeNames(certificate, _email),
        CertificateName.Uri => AlternativeNames(certificate, _uri),
        _ => CommonNames(certificate),
    };

    private static IEnumerable<string> CommonNames(X509Certificate2 certificate) =>
        from part in certificate.SubjectName.EnumerateRelativeDistinguishedNames()
        where !part.HasMultipleElements && part.GetSingleElementType().Value == CommonNameId
        select part.GetSingleElementValue() ?? "";

    private static List<string> AlternativeNames(X509Certificate2 certificate, Asn1Tag kind)
    {
        var names = new List<string>();
        if (AlternativeNamesOf(certificate) is not { } extension)
        {
            return names;
        }

        var sequence = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        while (sequence.HasData)
        {
            if (sequence.PeekTag().HasSameClassAndValue(kind))
            {
                names.Add(sequence.ReadCharacterString(UniversalTagNumber.IA5String, kind));
            }
            else
            {
                sequence.ReadEncodedValue();
            }
        }

        return names;
    }

    private static X509SubjectAlternativeNameExtension? AlternativeNamesOf(X509Certificate2 certificate)
        => certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
}
