using System.Net;
using System.Net.Sockets;

namespace Catalog.Benchmarks.Http;

/// <summary>
/// One keep-alive connection that sends prepared requests and only counts the bytes of the answers, so that of the machine's time as
/// little as can be goes into the client. In: requests. Out: status and length of each answer.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly AnswerFraming _answer = new();

    public RawConnection(Uri server)
    {
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Socket.Connect(new IPEndPoint(IPAddress.Parse(server.Host), server.Port));
    }

    public Socket Socket { get; }

    public int Status => _answer.Status;

    /// <summary>Bytes of the answer's body so far.</summary>
    public long Bytes => _answer.Bytes;

    public void Send(ReadOnlySpan<byte> request)
    {
        _answer.Start();
        while (!request.IsEmpty)
        {
            request = request[Socket.Send(request)..];
        }
    }

    /// <summary>Takes what has come, waiting for something; true when the answer is complete.</summary>
    public bool Receive()
    {
        var read = Socket.Receive(_buffer);
        return read > 0 ? _answer.Take(_buffer.AsSpan(0, read)) : throw new InvalidOperationException("The server closed the connection.");
    }

    /// <summary>Sends a request and takes the whole answer.</summary>
    public void Ask(ReadOnlySpan<byte> request)
    {
        Send(request);
        while (!Receive())
        {
        }
    }

    public void Dispose() => Socket.Dispose();
}
