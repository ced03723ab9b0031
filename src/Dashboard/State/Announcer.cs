namespace Breakwater.Dashboard.State;

/// <summary>Tells people who listen instead of look what has happened; the frame puts it into its polite live region. One per circuit.</summary>
public sealed class Announcer
{
    /// <summary>Raised after <see cref="Text"/> has changed.</summary>
    public event Action? Changed;

    /// <summary>What was said last.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Says one sentence; saying the same again changes nothing.</summary>
    public void Say(string sentence)
    {
        if (sentence == Text) return;
        Text = sentence;
        Changed?.Invoke();
    }
}
