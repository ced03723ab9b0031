namespace Breakwater.Tests.Dashboard;

/// <summary>What every page's address must do.</summary>
public static class UrlRoundTrip
{
    /// <summary>Writing and reading gives the same state, and a foreign query gives the default instead of a fault.</summary>
    public static void Check<T>(T empty, params T[] states) where T : IUrlState<T>
    {
        Assert.Equal("/x", UrlState.Href("/x", empty));
        Assert.Equal(empty, UrlState.Read<T>("http://localhost/x?do=drop&key=&q=%20&range=30d&=&%ZZ&entry=-1&who=" + new string('a', 600)));
        foreach (var state in states)
        {
            var address = UrlState.Href("/x", state);
            Assert.Equal(state, UrlState.Read<T>("http://localhost" + address));
            Assert.NotEqual(empty, state);
        }
    }
}
